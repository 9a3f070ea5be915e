import { GitenvError } from '../../errors';
import { statedIn } from '../../guard/proof';
import { standingOfCommit } from '../../guard/standing';
import type { Progress } from '../../release/following/progress';
import { shortCommit } from '../../release/wording';
import { openChecked } from '../../target/open-environment';
import { Releases } from '../../target/releases';
import { askProof, bringProofTo } from '../proof';
import type { Found, Move } from './move';

/**
 * Has the environment before sign that the commit is good there, and brings that along. It is the last thing that is brought: it is good
 * for a quarter of an hour, and a copy may take longer.
 * @throws GitenvError NOT_PROVEN if the gate would refuse the release, and no reason is given
 */
export async function bringProof(move: Move, _: Found, progress: Progress): Promise<undefined> {
  const { open, upstream, commit, override } = move;
  const { guarded, name } = open.environment;
  if (!guarded || !upstream || override.guards.includes('skip-upstream')) return undefined;
  if (await isGoodHere(move)) return undefined;
  try {
    await bring(move, progress);
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    if (guarded !== 'warn' && override.reason === undefined)
      throw error.with({
        changed: 'nothing',
        advice: [error.advice, `To release it all the same, give a reason.`]
          .filter(Boolean)
          .join(' '),
        hint: `${error.hint ?? ''}\n${insisting(move)}`.trim(),
      });
    progress.say(
      `${name}: no proof of ${upstream.name} for ${shortCommit(commit)}: ${error.clause}`,
    );
  }
  return undefined;
}

async function bring({ open, upstream, commit }: Move, { say }: Progress): Promise<void> {
  if (!upstream) return;
  const above = await openChecked(upstream);
  const { name } = open.environment;
  say(`${name}: asking ${upstream.name} whether ${shortCommit(commit)} is good there`);
  const proof = await askProof(above, commit);
  const stated = statedIn(proof.text.toString());
  if (stated?.why !== undefined)
    throw new GitenvError(
      'NOT_PROVEN',
      `${upstream.name} says that ${shortCommit(commit)} is ${stated.why}`,
      { hint: `gitenv history ${upstream.name}` },
    );
  await bringProofTo(open, commit, proof);
  say(`${name}: ${upstream.name} has signed that ${shortCommit(commit)} is good there`);
}

/** What was released here well, and not rolled back since, needs nobody's word. */
async function isGoodHere({ open, commit }: Move): Promise<boolean> {
  const releases = await new Releases(open).latest(200);
  return standingOfCommit(commit, releases, []).why === undefined;
}

function insisting({ open, commit, spelling, command }: Move): string {
  const { name, branch } = open.environment;
  if (spelling === 'git')
    return `git push -o reason='…' -o skip-upstream ${name} ${shortCommit(commit)}:${branch}`;
  return `${command ?? `gitenv push ${name} ${shortCommit(commit)}`} --skip-upstream --reason '…'`;
}
