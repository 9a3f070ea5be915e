import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm as KnownAlgorithm } from '@aws-sdk/client-s3';
import { Crc64Nvme, crc32c } from './crc';

/** A checksum that grows with the bytes it is shown. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  /** Base64, as S3 writes checksums. */
  digest(): string;
}

export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

export function newChecksum(algorithm: KnownAlgorithm): Checksum {
  switch (algorithm) {
    case 'CRC32':
      return running32((bytes, value) => crc32(bytes, value));
    case 'CRC32C':
      return running32(crc32c);
    case 'CRC64NVME':
      return new Crc64Nvme();
    default:
      return hashed(algorithm);
  }
}

function running32(step: (bytes: Uint8Array, value: number) => number): Checksum {
  let value = 0;
  return {
    update(bytes) {
      value = step(bytes, value);
    },
    digest() {
      const result = Buffer.alloc(4);
      result.writeUInt32BE(value >>> 0);
      return result.toString('base64');
    },
  };
}

function hashed(algorithm: string): Checksum {
  const hash = createHash(algorithm.toLowerCase());
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest('base64'),
  };
}

/** The member of requests and replies that carries a checksum: ChecksumCRC32 and so on. */
export function memberOf(algorithm: string): string {
  return `Checksum${algorithm}`;
}

/** Checksums as a reply's members. */
export function checksumMembers(
  checksums: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(checksums).map(([algorithm, value]) => [memberOf(algorithm), value]),
  );
}
