import { shortDigest } from '../../bundle/manifest';
import { GitenvError } from '../../errors';
import type { Progress } from '../../release/following/progress';
import { type ClosedEnvironment, lookedAtFor } from '../../target/open-environment';
import { orWhyNot } from '../../target/why-not';
import { vouchedRelease } from '../bundle/bundles';
import type { Found, Move } from './move';

/** Says whether what a release deployed is what the environment before has of the commit. */
export async function compareBundle(
  { open, upstream, override, patienceMs }: Move,
  { release }: Found,
  progress: Progress,
): Promise<undefined> {
  if (!upstream || override.guards.includes('skip-upstream')) return undefined;
  if (release?.bundle === undefined || release.status !== 'Succeeded') return undefined;
  const { bundle, commit } = release;
  const { name } = open.environment;
  const other = await orWhyNot(bundleOf(commit, upstream, patienceMs));
  progress.say(
    `${name}: its bundle is ${shortDigest(bundle)}${verdict(bundle, other, name, upstream.name)}`,
  );
}

function verdict(
  own: string,
  other: string | undefined | GitenvError,
  here: string,
  above: string,
): string {
  if (other instanceof GitenvError) return `; ${above} could not be asked for its own`;
  if (other === undefined) return `; ${above} has none of this commit`;
  if (other === own) return `, the same as in ${above}`;
  return `, but ${above} has ${shortDigest(other)} of this commit: the build is not reproducible, so what was tested in ${above} is not what runs in ${here}`;
}

async function bundleOf(
  commit: string | undefined,
  upstream: ClosedEnvironment,
  patienceMs: number | undefined,
): Promise<string | undefined> {
  if (commit === undefined) return undefined;
  return (await vouchedRelease(lookedAtFor(await upstream.open(), patienceMs), commit))?.bundle;
}
