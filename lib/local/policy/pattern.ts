/** What stands in a pattern for a star or a question mark that is meant as itself; neither is a character of any text. */
export const literalStar = '\uE000';
export const literalQuestion = '\uE001';

/** `*` stands for any characters, `?` for one. Goes back no further than to the last star, so it never takes long. */
export function like(value: string, wanted: string): boolean {
  let [at, of, star, mark] = [0, 0, -1, 0];
  while (at < value.length) {
    if (wanted[of] === '*') [star, mark, of] = [of, at, of + 1];
    else if (wanted[of] === '?' || plain(wanted[of]) === value[at]) [at, of] = [at + 1, of + 1];
    else if (star >= 0) [of, mark, at] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  return /^\**$/.test(wanted.slice(of));
}

function plain(character: string | undefined): string | undefined {
  if (character === literalStar) return '*';
  return character === literalQuestion ? '?' : character;
}

/** A pattern without wildcards, as the text that it means. */
export function plainText(pattern: string): string {
  return pattern.replaceAll(literalStar, '*').replaceAll(literalQuestion, '?');
}

/** A text as a pattern that only this text is like. */
export function literal(text: string): string {
  return text.replaceAll('*', literalStar).replaceAll('?', literalQuestion);
}

/**
 * Whether an ARN is like a pattern: each of its six parts by itself, so that a star does not reach past a colon but in the
 * last part. (`ArnLike` in
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html)
 */
export function likeArn(value: string, pattern: string): boolean {
  if (pattern === '*') return true;
  const [parts, wanted] = [partsOf(value), partsOf(pattern)];
  return (
    parts.length === wanted.length && parts.every((part, index) => like(part, wanted[index] ?? ''))
  );
}

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
