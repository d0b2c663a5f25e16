const P = 2n ** 255n - 19n;
/** The curve's constant −121665/121666 (RFC 8032 section 5.1). */
const D = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;

/** y of the points of order 1, 2, 4 and 8: under such a key anybody can sign. */
const SMALL_ORDER: ReadonlySet<bigint> = new Set([
  1n,
  P - 1n,
  0n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
]);

/**
 * Whether 32 bytes are the canonical encoding of an Ed25519 point that is fit to be a public key (RFC 8032 section
 * 5.1.3). OpenSSL takes any 32 bytes and notices at the first signature only.
 */
export function isEd25519Point(encoded: Uint8Array): boolean {
  if (encoded.length !== 32) return false;
  const littleEndian = Buffer.from(encoded).reverse();
  const y = BigInt(`0x${littleEndian.toString('hex')}`) & (2n ** 255n - 1n);
  if (y >= P || SMALL_ORDER.has(y)) return false;
  const ySquared = (y * y) % P;
  // x² = u / v has a solution if and only if u·v is a square.
  const u = ySquared - 1n;
  const v = (D * ySquared + 1n) % P;
  return power((((u * v) % P) + P) % P, (P - 1n) / 2n) === 1n;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}
