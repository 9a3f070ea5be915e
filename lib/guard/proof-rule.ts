import { momentOf } from '../release/moment';
import { durationBetween, durationOf, shortCommit } from '../release/wording';
import { letsPass, refuses, type Said } from './answer';
import type { GateFacts } from './facts';
import { newestProof, type Proof, type ProvingEnvironment } from './proof';
import { needsNoProof } from './released';

/** Whether the environment before has said lately that the commit is good there. */
export function proofRule(facts: GateFacts): Said {
  const { upstream, environment, execution } = facts;
  const commit = shortCommit(execution.commit);
  if (!upstream) return letsPass(`no environment comes before ${environment}`);
  if (needsNoProof(facts)) return letsPass(`${environment} itself has released ${commit} before`);
  const proof = newestProof(facts.proofs);
  if (!proof) return refuses(noProof(facts, upstream), `gitenv push ${environment} ${commit}`);
  return (
    doubts.reduce<Said | undefined>(
      (said, doubt) => said ?? doubt(proof, upstream, facts),
      undefined,
    ) ??
    letsPass(
      `${upstream.name} released ${commit} at ${momentOf(proof.releasedAt ?? proof.timeVerified)} and vouched for it at ${momentOf(proof.timeVerified)}`,
    )
  );
}

function noProof({ execution, notProofs }: GateFacts, { name }: ProvingEnvironment): string {
  const none = `no proof of ${name} came with ${shortCommit(execution.commit)}`;
  return notProofs.length === 0 ? none : `${none} that counts: ${notProofs[0]}`;
}

type Doubt = (proof: Proof, upstream: ProvingEnvironment, facts: GateFacts) => Said | undefined;

const doubts: readonly Doubt[] = [notGood, replayed, stale, notSoaked];

function notGood(
  { isGood, why, commit, timeVerified }: Proof,
  { name }: ProvingEnvironment,
): Said | undefined {
  if (isGood) return undefined;
  const command =
    why === 'not released there'
      ? `gitenv push ${name} ${shortCommit(commit)}`
      : `gitenv history ${name}`;
  return refuses(
    `${name} said at ${momentOf(timeVerified)} that ${shortCommit(commit)} is ${why}`,
    command,
  );
}

/** Whoever hands over an older state of upstream's chain than this environment knows hides what came since. */
function replayed(proof: Proof, { name }: ProvingEnvironment, facts: GateFacts): Said | undefined {
  const seen = facts.seen.get(proof.signer) ?? 0;
  if (proof.sequence >= seen) return undefined;
  return refuses(
    `the proof is of record ${proof.sequence} of ${name}, and record ${seen} was seen before`,
    pushAgain(facts),
  );
}

function stale(
  proof: Proof,
  { name, freshMs }: ProvingEnvironment,
  facts: GateFacts,
): Said | undefined {
  const { startedAt } = facts.execution;
  if (startedAt.getTime() - proof.timeVerified.getTime() <= freshMs) return undefined;
  const age = durationBetween(proof.timeVerified, startedAt);
  return refuses(
    `the proof of ${name} was ${age} old when the release began, and may be ${durationOf(freshMs)} old`,
    pushAgain(facts),
  );
}

function notSoaked(
  proof: Proof,
  { name, soakMs }: ProvingEnvironment,
  facts: GateFacts,
): Said | undefined {
  const { releasedAt, timeVerified, commit } = proof;
  if (soakMs === 0) return undefined;
  const since = releasedAt ?? timeVerified;
  if (timeVerified.getTime() - since.getTime() >= soakMs) return undefined;
  return refuses(
    `${name} released ${shortCommit(commit)} at ${momentOf(since)}, and it has to run there for ${durationOf(soakMs)}`,
    pushAgain(facts),
  );
}

function pushAgain({ environment, execution }: GateFacts): string {
  return `gitenv push ${environment} ${shortCommit(execution.commit)}`;
}
