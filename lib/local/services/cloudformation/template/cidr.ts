import { validationError } from '../errors';
import type { Json } from './parse';

/** `Fn::Cidr`: the first `count` blocks of `cidrBits` host bits inside an IPv4 or IPv6 block. */
export function cidr(argument: Json): Json {
  const [block, count, hostBits = 8] = Array.isArray(argument) ? argument : [];
  const match = /^([\da-fA-F.:]+)\/(\d+)$/.exec(String(block));
  const size = Number(count);
  if (!match || !(size >= 1 && size <= 256))
    throw validationError(
      'Template error: every Fn::Cidr object requires an IP block, a count between 1 and 256 and optionally the number of host bits',
    );
  const [, address = '', prefix] = match;
  const version = address.includes(':') ? v6 : v4;
  const step = 1n << BigInt(Number(hostBits));
  const mask = (1n << BigInt(version.bits - Number(prefix))) - 1n;
  const base = version.read(address) & ~mask;
  if (step * BigInt(size) > mask + 1n)
    throw validationError(`Template error: Fn::Cidr cannot cut ${size} blocks from ${block}`);
  return Array.from({ length: size }, (_, index) => {
    const start = base + step * BigInt(index);
    return `${version.write(start)}/${version.bits - Number(hostBits)}`;
  });
}

const v4 = {
  bits: 32,
  read: (text: string) => text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n),
  write: (value: bigint) => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.'),
};

const v6 = {
  bits: 128,
  read(text: string): bigint {
    const [head = '', tail = ''] = text.split('::');
    const left = head.split(':').filter(Boolean);
    const right = tail.split(':').filter(Boolean);
    const middle = Array<string>(8 - left.length - right.length).fill('0');
    return [...left, ...middle, ...right].reduce(
      (sum, part) => (sum << 16n) + BigInt(`0x${part}`),
      0n,
    );
  },
  write(value: bigint): string {
    const groups = Array.from({ length: 8 }, (_, i) =>
      ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
    );
    return groups.join(':').replace(/(^|:)0(:0)+$/, '::');
  },
};
