/**
 * By how much this machine's clock is wrong, as the beginning of a sentence.
 * @param theirs the Date header of AWS's refusal
 */
export function clockBehind(theirs: unknown, ours: Date): string {
  const offset = Date.parse(String(theirs)) - ours.getTime();
  if (Number.isNaN(offset))
    return `This machine's clock (${ours.toISOString()}) differs too much from AWS's`;
  const direction = offset > 0 ? 'behind' : 'ahead of';
  return `This machine's clock is ${spanOf(Math.abs(offset))} ${direction} AWS's`;
}

function spanOf(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
