import { createHash } from 'node:crypto';
import fs from 'node:fs';
import released from './released-programs.json';

/** The program of the kits that this gitenv writes into repositories. */
export interface ProgramHere {
  /** Of this gitenv. */
  readonly version: string;
  readonly file: string;
}

/**
 * Versions of gitenv by git's name for the program that each writes: what was published, and nothing else. A commit is asked
 * for that name alone, so that it costs the same whatever lies there.
 */
const versions: Readonly<Record<string, string>> = released;

/** What the program of a commit is: this gitenv's own, that of another version, or none that was published. */
export type ProgramOrigin =
  | { readonly kind: 'own' | 'other'; readonly version: string }
  | { readonly kind: 'unknown' };

/** @param blob git's name of the program */
export function originOf(blob: string, here: ProgramHere, known = versions): ProgramOrigin {
  if (blob === blobOf(fs.readFileSync(here.file))) return { kind: 'own', version: here.version };
  const version = Object.hasOwn(known, blob) ? known[blob] : undefined;
  return version === undefined ? { kind: 'unknown' } : { kind: 'other', version };
}

/** Git's name for these bytes in a repository of SHA-1, which all are that CodeCommit keeps. */
export function blobOf(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
