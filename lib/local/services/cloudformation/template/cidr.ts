import type { Json } from '../../../values/json';
import { invalid } from '../model/errors';
import { scalarText } from './parse';

/** `Fn::Cidr`: the first `count` blocks of `cidrBits` host bits inside an IPv4 or IPv6 block. */
export function cidr(argument: Json): Json {
  const [block, count, bits = 8] = Array.isArray(argument) ? argument : [];
  const hostBits = Number(scalarText(bits));
  const match = /^([\da-fA-F.:]+)\/(\d+)$/.exec(scalarText(block ?? null));
  const size = Number(scalarText(count ?? null));
  const [, address = '', prefix] = match ?? [];
  const version = address.includes(':') ? v6 : v4;
  const isSound =
    version.pattern.test(address) &&
    Number(prefix) <= version.bits &&
    Number.isInteger(hostBits) &&
    hostBits >= 1 &&
    hostBits <= version.bits;
  if (!isSound || !Number.isInteger(size) || size < 1 || size > 256)
    throw invalid(
      'Template error: every Fn::Cidr object requires an IP block, a count between 1 and 256 and optionally the number of host bits',
    );
  const step = 1n << BigInt(hostBits);
  const mask = (1n << BigInt(version.bits - Number(prefix))) - 1n;
  const base = version.read(address) & ~mask;
  if (step * BigInt(size) > mask + 1n)
    throw invalid(`Template error: Fn::Cidr cannot cut ${size} blocks from ${scalarText(block)}`);
  return Array.from({ length: size }, (_, index) => {
    const start = base + step * BigInt(index);
    return `${version.write(start)}/${version.bits - hostBits}`;
  });
}

const v4 = {
  bits: 32,
  pattern: /^\d{1,3}(\.\d{1,3}){3}$/,
  read: (text: string) => text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n),
  write: (value: bigint) => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.'),
};

const v6 = {
  bits: 128,
  pattern: /^(?=(?:[^:]*:){2,7}[^:]*$)(?!.*::.*::)[\da-fA-F]{0,4}(:[\da-fA-F]{0,4})+$/,
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
