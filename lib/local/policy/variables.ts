import type { FindKey } from './keys';
import { literal, literalQuestion, literalStar } from './pattern';

const meant: Readonly<Record<string, string>> = {
  '*': literalStar,
  '?': literalQuestion,
  $: '$',
};

/**
 * A text of a policy with its variables filled in, such as `${aws:username}` or `${aws:PrincipalTag/team, 'none'}`. What is
 * filled in is no pattern. (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html)
 * @returns undefined if a variable has neither a value in this request nor a default
 */
export function filledIn(text: string, find: FindKey): string | undefined {
  if (!text.includes('${')) return text;
  let isWhole = true;
  const filled = text.replace(/\$\{([^}]*)\}/g, (_, inside: string) => {
    const sign = meant[inside];
    if (sign !== undefined) return sign;
    const [, key = '', fallback] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inside) ?? [];
    const value = find(key.toLowerCase()) ?? fallback;
    if (typeof value !== 'string') isWhole = false;
    return typeof value === 'string' ? literal(value) : '';
  });
  return isWhole ? filled : undefined;
}
