/**
 * ECDSA over a digest that someone else computed, which Node's crypto does not offer: it hashes whatever it is given.
 * For trying things out on one machine; nothing here hides its timing.
 */
import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';

interface Curve {
  readonly p: bigint;
  readonly a: bigint;
  readonly n: bigint;
  readonly g: Point;
}

interface Affine {
  readonly x: bigint;
  readonly y: bigint;
}

/** Undefined is the point at infinity. */
type Point = Affine | undefined;

const curve = (p: string, a: string, n: string, x: string, y: string): Curve => ({
  p: BigInt(`0x${p}`),
  a: BigInt(`0x${a}`),
  n: BigInt(`0x${n}`),
  g: { x: BigInt(`0x${x}`), y: BigInt(`0x${y}`) },
});

/** By the names JSON Web Keys have for them. */
const curves: Readonly<Record<string, Curve>> = {
  'P-256': curve(
    'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
    'ffffffff00000001000000000000000000000000fffffffffffffffffffffffc',
    'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
    '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
    '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  ),
  'P-384': curve(
    'fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff',
    'fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000fffffffc',
    'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
    'aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7',
    '3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f',
  ),
  'P-521': curve(
    `1${'f'.repeat(130)}`,
    `1${'f'.repeat(129)}c`,
    '1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
    'c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66',
    '11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650',
  ),
  secp256k1: curve(
    'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f',
    '0',
    'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141',
    '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
  ),
};

/** A DER signature over a digest. */
export function signDigest(digest: Uint8Array, privateKey: KeyObject): Buffer {
  const { crv = '', d = '' } = privateKey.export({ format: 'jwk' });
  const c = curveNamed(crv);
  const z = leftmostBits(digest, c.n);
  for (;;) {
    const k = (number(randomBytes(byteLength(c.n) + 8)) % (c.n - 1n)) + 1n;
    const r = modulo(multiply(c, k, c.g)?.x ?? 0n, c.n);
    const s = modulo(inverse(k, c.n) * (z + r * number(Buffer.from(d, 'base64url'))), c.n);
    if (r !== 0n && s !== 0n) return sequence(integer(r), integer(s));
  }
}

/** Whether a DER signature over a digest is this key's. False for what is no signature at all. */
export function verifyDigest(
  digest: Uint8Array,
  signature: Uint8Array,
  publicKey: KeyObject,
): boolean {
  const key = (publicKey.type === 'private' ? createPublicKey(publicKey) : publicKey).export({
    format: 'jwk',
  });
  const c = curveNamed(key.crv ?? '');
  const pair = readSignature(Buffer.from(signature));
  if (!pair || pair.r <= 0n || pair.r >= c.n || pair.s <= 0n || pair.s >= c.n) return false;
  const q = { x: fromBase64(key.x), y: fromBase64(key.y) };
  const w = inverse(pair.s, c.n);
  const left = multiply(c, modulo(leftmostBits(digest, c.n) * w, c.n), c.g);
  const right = multiply(c, modulo(pair.r * w, c.n), q);
  const point = add(c, left, right);
  return point !== undefined && modulo(point.x, c.n) === pair.r;
}

function curveNamed(name: string): Curve {
  const found = curves[name];
  if (!found) throw new Error(`no curve ${name}`);
  return found;
}

function multiply(c: Curve, factor: bigint, point: Point): Point {
  let result: Point;
  let doubled = point;
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = add(c, result, doubled);
    doubled = add(c, doubled, doubled);
  }
  return result;
}

function add(c: Curve, left: Point, right: Point): Point {
  if (!left) return right;
  if (!right) return left;
  const same = left.x === right.x;
  if (same && (left.y !== right.y || left.y === 0n)) return undefined;
  const slope = same
    ? (3n * left.x * left.x + c.a) * inverse(2n * left.y, c.p)
    : (right.y - left.y) * inverse(modulo(right.x - left.x, c.p), c.p);
  const x = modulo(slope * slope - left.x - right.x, c.p);
  return { x, y: modulo(slope * (left.x - x) - left.y, c.p) };
}

/** By Euclid's extended algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [modulo(value, modulus), modulus];
  let [x, y] = [1n, 0n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return modulo(x, modulus);
}

function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

function leftmostBits(digest: Uint8Array, n: bigint): bigint {
  const excess = digest.length * 8 - n.toString(2).length;
  return excess > 0 ? number(digest) >> BigInt(excess) : number(digest);
}

function byteLength(n: bigint): number {
  return Math.ceil(n.toString(2).length / 8);
}

function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
}

function fromBase64(text = ''): bigint {
  return number(Buffer.from(text, 'base64url'));
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  // A leading bit of one would mean a negative number.
  const signed = (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, signed.length]), signed]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : [0x81, content.length];
  return Buffer.concat([Buffer.from([0x30, ...length]), content]);
}

function readSignature(der: Buffer): { r: bigint; s: bigint } | undefined {
  const start = der[1] === 0x81 ? 3 : 2;
  const lengthR = der[start + 1] ?? 0;
  const atS = start + 2 + lengthR;
  const end = atS + 2 + (der[atS + 1] ?? 0);
  if (der[0] !== 0x30 || der[start] !== 0x02 || der[atS] !== 0x02 || end !== der.length)
    return undefined;
  return { r: number(der.subarray(start + 2, atS)), s: number(der.subarray(atS + 2)) };
}
