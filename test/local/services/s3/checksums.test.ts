import {
  type ChecksumAlgorithm,
  newChecksum,
} from '../../../../lib/local/services/s3/engine/checksums';

/** The published check values: each algorithm over the nine digits. */
const known: readonly (readonly [ChecksumAlgorithm, string])[] = [
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
];

test.each(known)('%s of the nine digits, whole and in pieces', (algorithm, hex) => {
  for (const pieces of [['123456789'], ['1234', '', '56789']]) {
    const checksum = newChecksum(algorithm);
    for (const piece of pieces) checksum.update(Buffer.from(piece));
    expect(Buffer.from(checksum.digest(), 'base64').toString('hex')).toBe(hex);
  }
});
