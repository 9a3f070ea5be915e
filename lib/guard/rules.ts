import { isSamePerson, nameOfCaller } from '../release/caller';
import { heldBy } from '../release/history/hold';
import { describeClosed } from '../release/lock/closed';
import { momentOf } from '../release/moment';
import { isForeignStart, isStartedByPush } from '../release/pusher';
import { shortCommit } from '../release/wording';
import {
  type GateAnswer,
  type GateRule,
  gateRules,
  letsPass,
  refuses,
  type Said,
  withReason,
} from './answer';
import type { GateFacts } from './facts';
import { newestProof } from './proof';
import { proofRule } from './proof-rule';
import { isReleased, needsNoProof } from './released';

const rules: Readonly<Record<GateRule, (facts: GateFacts) => Said>> = {
  start: startRule,
  hold: holdRule,
  withdrawal: withdrawalRule,
  proof: proofRule,
  bundle: bundleRule,
  approver: approverRule,
  lock: lockRule,
};

export function answersTo(facts: GateFacts): GateAnswer[] {
  return gateRules.map((rule) => ({ rule, ...rules[rule](facts) }));
}

/** Which commit: one that the branch was moved to, or that was released here before. */
function startRule(facts: GateFacts): Said {
  const { execution, environment, past } = facts;
  const { commit, pushedBy } = execution;
  if (commit === undefined)
    return refuses(
      'CodePipeline does not say which commit this is',
      `gitenv history ${environment}`,
    );
  if (isStartedByPush(execution, facts)) {
    const by = pushedBy === undefined ? 'a push' : `a push by ${nameOfCaller(pushedBy)}`;
    return letsPass(`${by} moved the branch to ${shortCommit(commit)}`);
  }
  if (isReleased(facts))
    return letsPass(`${environment} has released ${shortCommit(commit)} before`);
  const moved = past.find((it) => it.commit === commit && isStartedByPush(it, facts));
  if (moved)
    return letsPass(
      `a push moved the branch to ${shortCommit(commit)} (${momentOf(moved.startedAt)})`,
    );
  return refuses(
    `${howStarted(facts)}, and no push has moved the branch to ${shortCommit(commit)}`,
    `gitenv push ${environment} ${shortCommit(commit)}`,
  );
}

function howStarted(facts: GateFacts): string {
  const { trigger = 'something', triggerDetail, pushedBy } = facts.execution;
  if (isForeignStart(facts.execution, facts))
    return `the rule ${nameOfCaller(triggerDetail ?? 'unknown')}, which is not gitenv's, started this`;
  return `${pushedBy === undefined ? trigger : nameOfCaller(pushedBy)} started this by hand`;
}

function holdRule({ past, execution: { commit }, environment }: GateFacts): Said {
  const rollback = commit === undefined ? undefined : heldBy(past, commit);
  if (!rollback) return letsPass(`${shortCommit(commit)} is not held in ${environment}`);
  const by = rollback.pushedBy === undefined ? '' : ` by ${nameOfCaller(rollback.pushedBy)}`;
  return refuses(
    `${shortCommit(commit)} was rolled back in ${environment} (${momentOf(rollback.startedAt)}${by})`,
    withReason(environment, shortCommit(commit)),
  );
}

function withdrawalRule({ withdrawn, execution: { commit }, environment }: GateFacts): Said {
  const found = withdrawn.find((it) => it.commit === commit);
  if (!found) return letsPass(`nobody has withdrawn ${shortCommit(commit)} in ${environment}`);
  const { by, at, reason } = found;
  return refuses(
    `${nameOfCaller(by)} has withdrawn ${shortCommit(commit)} in ${environment} (${momentOf(at)}): ${reason}`,
    withReason(environment, shortCommit(commit)),
  );
}

function bundleRule(facts: GateFacts): Said {
  const { bundle, proofs, takesProvenBundle, execution, environment } = facts;
  if (!takesProvenBundle) return letsPass('each environment builds its own bundle');
  if (needsNoProof(facts)) return letsPass('this environment has released the commit before');
  const proof = newestProof(proofs);
  if (!proof) return letsPass('no proof names a bundle');
  if (proof.bundle === bundle)
    return letsPass(
      bundle === undefined ? 'the commit has no bundle' : `${short(bundle)} is proven`,
    );
  return refuses(
    `the release would deploy ${short(bundle)}, and ${proof.environment} has proven ${short(proof.bundle)}`,
    `gitenv push ${environment} ${shortCommit(execution.commit)}`,
  );
}

function short(bundle: string | undefined): string {
  return bundle === undefined
    ? 'no bundle'
    : `the bundle ${bundle.slice(0, 'sha256:'.length + 12)}`;
}

/** A second look at the approval, since its stage can be gone round by `OverrideStageCondition`. */
function approverRule(facts: GateFacts): Said {
  const { approval, execution, environment } = facts;
  const { isAsked, word, verdict, isSeparate } = approval;
  const again = `gitenv push ${environment} ${shortCommit(execution.commit)}`;
  if (!isAsked) return letsPass(`${environment} asks nobody for approval`);
  if (word === 'not-needed') return letsPass('this release needs no approval');
  if (word === undefined && isReleased(facts))
    return letsPass('a release that is repeated or put back needs no approval');
  if (verdict?.answer !== 'Approved') return refuses('nobody has approved this release', again);
  const { by } = verdict;
  if (!isSeparate) return letsPass(`${nameOfCaller(by ?? 'somebody')} has approved it`);
  if (by === undefined || execution.pushedBy === undefined)
    return refuses('AWS does not say who pushed or who approved, and both must differ', again);
  if (isSamePerson(by, execution.pushedBy))
    return refuses(`${nameOfCaller(by)} pushed it, and must not approve it too`, again);
  return letsPass(`${nameOfCaller(by)} approved what ${nameOfCaller(execution.pushedBy)} pushed`);
}

function lockRule({ closed, environment }: GateFacts): Said {
  if (!closed) return letsPass(`${environment} is open for releases`);
  return refuses(`${environment} is ${describeClosed(closed)}`, `gitenv unlock ${environment}`);
}
