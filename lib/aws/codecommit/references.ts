import { createHash } from 'node:crypto';
import { askReferences, askService, type GitSpeaker } from './git-request';
import { flush, packetLines, pktLine } from './pkt-line';

/** What stands for no object: a reference that is made has been at it, and one that goes moves there. */
export const noCommit = '0'.repeat(40);

/** A reference that is to be moved, if it still is where it was. */
export interface ReferenceMove {
  readonly ref: string;
  readonly from: string;
  readonly to: string;
}

/** All references of a repository, by their full names. */
export async function listReferences(
  speaker: GitSpeaker,
  cloneUrl: string,
): Promise<ReadonlyMap<string, string>> {
  const { lines } = packetLines(await askReferences(speaker, cloneUrl, 'git-upload-pack'));
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, id = '', ref = ''] =
      /^([0-9a-f]{40}) (refs\/[^\0]+?(?<!\^\{\}))(?:\0|$)/.exec(line) ?? [];
    if (ref !== '') found.set(ref, id);
  }
  return found;
}

/**
 * Moves references to commits that the repository has already, and deletes others. No object travels, so that nothing of
 * the repository has to be here.
 * @returns why of each that did not move
 */
export async function moveReferences(
  speaker: GitSpeaker,
  cloneUrl: string,
  moves: readonly ReferenceMove[],
): Promise<ReadonlyMap<string, string>> {
  if (moves.length === 0) return new Map();
  const commands = moves.map(({ ref, from, to }, index) =>
    pktLine(`${from} ${to} ${ref}${index === 0 ? '\0report-status' : ''}\n`),
  );
  const isDeletion = moves.every(({ to }) => to === noCommit);
  const body = Buffer.concat([...commands, flush, ...(isDeletion ? [] : [emptyPack()])]);
  const answer = await askService(speaker, cloneUrl, 'git-receive-pack', body);
  return failedIn(packetLines(answer).lines, moves);
}

function failedIn(
  lines: readonly string[],
  moves: readonly ReferenceMove[],
): ReadonlyMap<string, string> {
  const unpacked = lines.find((line) => line.startsWith('unpack ')) ?? 'git did not answer';
  const failed = new Map<string, string>();
  for (const { ref } of moves) {
    if (lines.includes(`ok ${ref}`)) continue;
    const said = lines.find((line) => line.startsWith(`ng ${ref} `));
    failed.set(ref, said?.slice(`ng ${ref} `.length) ?? unpacked);
  }
  return failed;
}

/** A pack of no object, which git wants with every push that does not only delete. */
function emptyPack(): Buffer {
  const head = Buffer.concat([Buffer.from('PACK'), Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])]);
  return Buffer.concat([head, createHash('sha1').update(head).digest()]);
}
