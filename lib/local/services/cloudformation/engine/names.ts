import { createHash } from 'node:crypto';

/**
 * CloudFormation's default physical name, `<stack>-<logicalId>-<random>`. Where that is too long the first two
 * parts are cut and the random part stays.
 */
export function physicalName(
  stackName: string,
  logicalId: string,
  seed: string,
  maxLength = 255,
): string {
  const digest = createHash('sha256').update(seed).digest('hex');
  const random = BigInt(`0x${digest}`).toString(36).slice(0, 12).toUpperCase();
  const room = maxLength - random.length - 2;
  const stack = stackName.slice(0, Math.max(Math.ceil(room / 2), room - logicalId.length));
  return `${stack}-${logicalId.slice(0, room - stack.length)}-${random}`;
}
