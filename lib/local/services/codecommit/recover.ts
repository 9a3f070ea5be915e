import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Context } from '../../base/context';
import { isAlive } from '../../base/process-alive';
import { settle } from './engine/moves';
import { clearLeftovers } from './git/directory';
import { readRef } from './git/refs';
import {
  gitDirectoryOf,
  type Journal,
  journalsOf,
  type Move,
  type Repository,
  repositoryWithId,
} from './model/records';

/** Tells of every ref that moved while the server was being killed, and clears what a killed git left in the way. */
export async function recover(context: Context): Promise<void> {
  const journals = journalsOf(context).list();
  for (const repositoryId of new Set(journals.map((journal) => journal.repositoryId))) {
    const repository = repositoryWithId(repositoryId, context);
    const own = journals.filter((journal) => journal.repositoryId === repositoryId);
    if (repository) await resume(repository, own, context);
    else for (const { id } of own) journalsOf(context).delete(id);
  }
}

/** git processes of the killed server may still be moving refs: they end by themselves, having lost their client. */
async function resume(
  repository: Repository,
  journals: readonly Journal[],
  context: Context,
): Promise<void> {
  const gitdir = gitDirectoryOf(repository, context);
  for (const { pid } of journals) await untilGone(pid);
  clearLeftovers(gitdir);
  const refs = new Map<string, string | undefined>();
  for (const { ref } of journals.flatMap(({ moves }) => moves))
    refs.set(ref, await readRef(gitdir, ref));
  const all = journals.flatMap(({ moves }) => moves);
  for (const journal of journals)
    settle(
      journal,
      journal.moves.filter((move) => hasMoved(move, refs, all)),
      context,
    );
}

/** A move happened when its ref stands where it led, or where a later move of the same ref led from there. */
function hasMoved(
  move: Move,
  refs: ReadonlyMap<string, string | undefined>,
  all: readonly Move[],
  seen: ReadonlySet<Move> = new Set(),
): boolean {
  if (move.old === move.new || seen.has(move)) return false;
  if (refs.get(move.ref) === move.new) return true;
  const later = all.filter((other) => other.ref === move.ref && other.old === move.new);
  return later.some((other) => hasMoved(other, refs, all, new Set([...seen, move])));
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid) && (await isGit(pid))) await delay(20);
}

/** The id may belong to another program by now. */
async function isGit(pid: number): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(
    () => ({ stdout: '' }),
  );
  return /\bgit\b/.test(stdout);
}
