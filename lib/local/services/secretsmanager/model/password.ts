import { randomInt } from 'node:crypto';
import { invalidParameter } from './errors';

/** The members of GetRandomPassword and of CloudFormation's GenerateSecretString. */
export interface PasswordRequest {
  readonly PasswordLength?: number | undefined;
  readonly ExcludeCharacters?: string | undefined;
  readonly ExcludeNumbers?: boolean | undefined;
  readonly ExcludePunctuation?: boolean | undefined;
  readonly ExcludeUppercase?: boolean | undefined;
  readonly ExcludeLowercase?: boolean | undefined;
  readonly IncludeSpace?: boolean | undefined;
  readonly RequireEachIncludedType?: boolean | undefined;
}

export function randomPassword(request: PasswordRequest): string {
  const { PasswordLength: length = 32, ExcludeCharacters: excluded = '' } = request;
  const types = [
    request.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    request.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    request.ExcludeNumbers ? '' : '0123456789',
    request.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    request.IncludeSpace ? ' ' : '',
  ]
    .map((type) => [...type].filter((c) => !excluded.includes(c)).join(''))
    .filter((type) => type !== '');
  const each = request.RequireEachIncludedType !== false;
  if (types.length === 0 || length < 1 || length > 4096 || (each && length < types.length))
    throw invalidParameter('No password can be made of the characters and the length asked for.');
  const required = each ? types.map(pick) : [];
  const free = Array.from({ length: length - required.length }, () => pick(types.join('')));
  return shuffled([...required, ...free]).join('');
}

function pick(characters: string): string {
  return characters[randomInt(characters.length)] ?? '';
}

function shuffled(items: string[]): string[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [items[i], items[j]] = [items[j] ?? '', items[i] ?? ''];
  }
  return items;
}
