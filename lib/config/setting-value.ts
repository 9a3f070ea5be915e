import { type Facts, GitenvError } from '../errors';
import type { Setting } from './setting';

/** Most bytes that AWS keeps in a parameter of the standard tier, and in a secret. */
const most = { parameter: 4096, secret: 65_536 } as const;

/** Nothing longer can be kept anywhere, so that nothing more needs to be read. */
export const longestValue = most.secret;

/**
 * The text of a value as it was given, less the newline that `echo` and editors add.
 * @throws GitenvError BAD_VALUE, which never quotes the value
 */
export function settingValue(
  { name, kind }: Setting,
  environment: string,
  given: Uint8Array,
  verb: 'set' | 'rotate' = 'set',
): string {
  const text = textOf(name, given).replace(/\r?\n$/, '');
  const limit = kind === 'secret' ? most.secret : most.parameter;
  const size = Buffer.byteLength(text);
  if (text === '') {
    throw bad(`The value of ${name} is empty, and AWS keeps no empty values`, {
      advice: 'Give it on standard input.',
      hint:
        verb === 'rotate'
          ? `gitenv config rotate ${environment} ${name} < file`
          : `gitenv config set ${environment} ${name} < file`,
    });
  }
  if (text.includes('\0')) throw bad(`The value of ${name} has a NUL, which no variable can have`);
  if (size <= limit) return text;
  const where = kind === 'secret' ? 'a secret' : 'a standard parameter';
  throw bad(
    `The value of ${name} is longer than the ${limit} bytes that ${where} takes`,
    kind === 'secret'
      ? {}
      : { advice: `Declare it as "secret", which takes ${most.secret} bytes.` },
  );
}

function textOf(name: string, given: Uint8Array): string {
  try {
    // A byte order mark is part of the value, and not for us to take away.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(given);
  } catch {
    throw bad(`The value of ${name} is not text in UTF-8`, {
      advice: 'Encode it, as base64 does.',
    });
  }
}

function bad(clause: string, options: Facts = {}): GitenvError {
  return new GitenvError('BAD_VALUE', clause, options);
}
