import fs from 'node:fs';
import { expandRef, listBranches, resolveRef } from 'isomorphic-git';
import { codeOf } from '../../../values/thrown';

/** The object a full ref name stands for, or undefined where there is no such ref. */
export async function readRef(gitdir: string, ref: string): Promise<string | undefined> {
  if (ref.includes('\0') || !fitsFiles(ref)) return undefined;
  try {
    // Where there is no such ref, isomorphic-git looks for branches and tags of that whole name.
    if ((await expandRef({ fs, gitdir, ref })) !== ref) return undefined;
    return await resolveRef({ fs, gitdir, ref });
  } catch (error) {
    if (codeOf(error) === 'NotFoundError') return undefined;
    throw error;
  }
}

export function branchesOf(gitdir: string): Promise<string[]> {
  return listBranches({ fs, gitdir });
}

export const branchRef = (name: string) => `refs/heads/${name}`;

/** Refs are files, and git writes one with `.lock` behind its name first. */
const fitsFiles = (ref: string) => ref.split('/').every((part) => Buffer.byteLength(part) <= 250);

/**
 * git's own rules for a ref name (git check-ref-format), CodeCommit's length and that of files, and CodeCommit's refusal
 * of a name that reads like a commit ID.
 */
export function isShortRefName(name: string): boolean {
  if (name.length === 0 || name.length > 256 || looksLikeCommitId(name)) return false;
  if (!fitsFiles(name)) return false;
  if (/[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[/-]|[/.]$/.test(name) || name === '@') return false;
  return name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));
}

export const looksLikeCommitId = (name: string) => /^[0-9a-fA-F]{40}$/.test(name);

/** What git writes for an object that is none. */
export const noObject = '0'.repeat(40);
