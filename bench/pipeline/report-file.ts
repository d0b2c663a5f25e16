import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

/** Whole HTTP requests, each after its length, in the order in which they are to be sent. */

const BLOCK = 524_288;
const PATH = '/device/v1/reports';

/** A compact JWS as the HTTP request that brings it. */
export function toRequest(jws: string): Buffer {
  const head = `POST ${PATH} HTTP/1.1\r\nHost: cordon.example.org\r\nContent-Type: application/jose\r\nContent-Length: ${jws.length}\r\n\r\n`;
  return Buffer.from(head + jws, 'latin1');
}

/** The JWS of a request. */
export function toJws(request: Buffer): Buffer {
  return request.subarray(request.indexOf('\r\n\r\n') + 4);
}

/** Opens a file for requests. */
export function writeRequests(path: string): { write: (request: Buffer) => void; close: () => void } {
  const file = openSync(path, 'w');
  const length = Buffer.alloc(4);
  return {
    write: (request) => {
      length.writeUInt32LE(request.length);
      writeSync(file, Buffer.concat([length, request]));
    },
    close: () => {
      // Else the kernel writes it down in the middle of the measurement, and PostgreSQL's commits wait for that.
      fsyncSync(file);
      closeSync(file);
    },
  };
}

/** Reads requests one after another, in turns from each file; `undefined` when all are read. */
export function readRequests(paths: readonly string[]): () => Buffer | undefined {
  let readers = paths.map(readFrom);
  let turn = 0;
  return () => {
    while (readers.length > 0) {
      const reader = readers[turn % readers.length] as () => Buffer | undefined;
      const request = reader();
      turn += 1;
      if (request) return request;
      readers = readers.filter((other) => other !== reader);
    }
    return undefined;
  };
}

function readFrom(path: string): () => Buffer | undefined {
  const file = openSync(path, 'r');
  let block: Buffer = Buffer.alloc(0);
  let at = 0;
  const fill = () => {
    const next = Buffer.allocUnsafe(BLOCK);
    const rest = block.copy(next, 0, at);
    const read = readSync(file, next, rest, BLOCK - rest, null);
    block = next.subarray(0, rest + read);
    at = 0;
    return read > 0;
  };
  return () => {
    const isWhole = () => block.length - at >= 4 && block.length - at - 4 >= block.readUInt32LE(at);
    while (!isWhole()) {
      if (fill()) continue;
      closeSync(file);
      return undefined;
    }
    const length = block.readUInt32LE(at);
    const request = block.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return request;
  };
}
