// For containers: `node healthcheck.mjs [port]` ends with 0 if the process on this port says that it is ready.
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

const port = Number(process.argv[2] ?? process.env.PORT ?? 8080);
const isApi = port === Number(process.env.PORT ?? 8080);
const isTls = isApi && Boolean(process.env.TLS_CERT);
const request = isTls ? httpsRequest : httpRequest;
// To itself, on loopback: the certificate names the public host.
const options = { host: '127.0.0.1', port, path: '/health/ready', timeout: 4_000, rejectUnauthorized: false };
const call = request(options, (response) => process.exit(response.statusCode === 200 ? 0 : 1));
call.on('timeout', () => process.exit(1)).on('error', () => process.exit(1));
call.end();
