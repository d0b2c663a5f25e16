import { isUtf8 } from 'node:buffer';

/**
 * Compact JWS (RFC 7515 section 3.1) as devices send them, taken apart but not verified: `parseCompactJws` decides
 * what is malformed, `verifyJws` whose it is.
 */

/** Signature algorithms that the device protocol knows, by the name they have inside the server. */
export type JwsAlgorithm = 'ES256' | 'ES384' | 'EdDSA';

export interface CompactJws {
  /** Base64url as received. */
  protectedHeader: string;
  algorithm: JwsAlgorithm;
  header: Readonly<Record<string, unknown>>;
  payload: Readonly<Record<string, unknown>>;
  /** The payload's bytes as signed. */
  payloadBytes: Buffer;
  signature: Buffer;
  /** What was signed: protected header, dot, payload, as received. */
  signingInput: Buffer;
}

export interface ParseOptions {
  /** Required value of the header `typ`. */
  type: string;
  /** Whether this JWS brings its own key: then `jwk` is required, else it is refused. @defaultValue false */
  withJwk?: boolean;
}

/** Why it was refused. `header` is a fault of algorithm or header fields, which the protocol names `malformed` everywhere. */
export type JwsFault = { fault: 'syntax' | 'header'; detail: string };

/** `Ed25519` (RFC 9864) is the fully specified name of what RFC 8037 calls `EdDSA`. */
const ALGORITHMS: Readonly<Record<string, JwsAlgorithm>> = {
  ES256: 'ES256',
  ES384: 'ES384',
  EdDSA: 'EdDSA',
  Ed25519: 'EdDSA',
};

const SIGNATURE_BYTES: Readonly<Record<JwsAlgorithm, number>> = { ES256: 64, ES384: 96, EdDSA: 64 };

/**
 * Takes a compact JWS apart.
 *
 * @param text the JWS as received; bytes beyond ASCII make it malformed
 */
export function parseCompactJws(text: string, options: ParseOptions): CompactJws | JwsFault {
  const parts = text.split('.', 4);
  const [protectedHeader, encodedPayload, encodedSignature] = parts;
  if (parts.length !== 3 || !protectedHeader || !encodedPayload || !encodedSignature) {
    return syntax('A compact JWS has three parts joined by dots.');
  }
  const [headerBytes, payloadBytes, signature] = [protectedHeader, encodedPayload, encodedSignature].map(decodePart);
  if (!headerBytes || !payloadBytes || !signature) {
    return syntax('A part of the JWS is not base64url without padding.');
  }
  const header = parseObject(headerBytes);
  if (!header) return syntax('The protected header is not a JSON object.');
  const detail = headerFault(header, options);
  if (detail) return { fault: 'header', detail };
  if (header.typ !== options.type) return syntax(`The header "typ" must be "${options.type}".`);
  const payload = parseObject(payloadBytes);
  if (!payload) return syntax('The payload is not a JSON object in UTF-8.');
  const algorithm = ALGORITHMS[header.alg as string] as JwsAlgorithm;
  if (signature.length !== SIGNATURE_BYTES[algorithm]) return syntax('The signature has the wrong length.');
  const signingInput = Buffer.from(text.slice(0, protectedHeader.length + 1 + encodedPayload.length), 'latin1');
  return {
    protectedHeader: ownCopy(protectedHeader),
    algorithm,
    header,
    payload,
    payloadBytes,
    signature,
    signingInput,
  };
}

/** A part of a string keeps the whole of it in memory; this does not. */
function ownCopy(part: string): string {
  return Buffer.from(part, 'latin1').toString('latin1');
}

function syntax(detail: string): JwsFault {
  return { fault: 'syntax', detail };
}

/**
 * Algorithm and header fields. `crit` and `b64` change what is signed; `jku`, `x5*` and `jwk` bring a key of the
 * sender's choice: accepting one of them would be a way around the pinned key.
 */
function headerFault(header: Record<string, unknown>, options: ParseOptions): string | undefined {
  if (typeof header.alg !== 'string' || !Object.hasOwn(ALGORITHMS, header.alg)) {
    return 'The header "alg" must be ES256, ES384 or EdDSA.';
  }
  for (const name of Object.keys(header)) {
    if (name === 'crit' || name === 'b64' || name === 'jku' || name.startsWith('x5')) {
      return `The header "${name.slice(0, 20)}" is not accepted.`;
    }
  }
  if (Object.hasOwn(header, 'jwk') && !options.withJwk) return 'The header "jwk" is not accepted here.';
  return undefined;
}

/**
 * Bytes of a part that is base64url without padding, its unused bits zero (RFC 4648 section 3.5): every text decodes to
 * bytes of its own. The decoder passes over characters that are none, which leaves too few bytes; of those it takes,
 * `+` and `/` are the other alphabet's.
 */
function decodePart(part: string): Buffer | undefined {
  const rest = part.length % 4;
  if (rest === 1 || part.includes('+') || part.includes('/')) return undefined;
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.length !== Math.floor((part.length * 3) / 4)) return undefined;
  const last = part.slice(-1);
  return rest === 0 || (rest === 2 ? 'AQgw' : 'AEIMQUYcgkosw048').includes(last) ? bytes : undefined;
}

function parseObject(bytes: Buffer): Record<string, unknown> | undefined {
  if (!isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
