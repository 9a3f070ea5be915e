import { GitenvError } from '../../lib/errors';
import type { GateFacts } from '../../lib/guard/facts';
import { decide, type GateDecision } from '../../lib/guard/gate';
import { newestProof } from '../../lib/guard/proof';
import { type GateSettings, parseGateSettings } from '../../lib/guard/settings';
import { gateLines } from '../../lib/guard/words';
import { guardedModes, guardVariables, refusedStatus } from '../../lib/guard-names';
import { objectKeys } from '../../lib/object-keys';
import { gatherFacts } from './gate-facts';
import { keepSeen } from './gate-proofs';
import type { GuardPlace } from './place';
import { storeOnce } from './store';

/** Decides whether the release that this build belongs to is deployed, and says by which facts. */
export async function gate(place: GuardPlace): Promise<void> {
  const facts = await gatherFacts(place, settingsOf(place));
  const decision = decide(facts, place.mode === guardedModes.warn ? 'warn' : true);
  await keepAnswer(place, facts.execution.id, decision);
  await keepBreakGlass(place, facts, decision);
  const proof = newestProof(facts.proofs);
  if (decision.verdict === 'passed' && proof?.isGood) await keepSeen(place, proof);
  for (const line of gateLines(decision, place.environment)) place.say(line);
  if (decision.verdict === 'refused') process.exitCode = refusedStatus;
}

/** For records, and for whoever asks later why. What is kept is what was said, whatever becomes of the release. */
async function keepAnswer(place: GuardPlace, id: string, decision: GateDecision): Promise<void> {
  const build = (place.env.CODEBUILD_BUILD_ID ?? '').replace(/^.*:/, '');
  await storeOnce(place, objectKeys.gateAnswer(id, build), `${JSON.stringify(decision)}\n`);
}

/** Until somebody else has looked at it, `gitenv status` shows it. */
async function keepBreakGlass(
  place: GuardPlace,
  { execution: { id, commit, pushedBy } }: GateFacts,
  { verdict, reason }: GateDecision,
): Promise<void> {
  if (verdict !== 'break-glass') return;
  const text = { release: id, commit, pushedBy, reason, at: new Date().toISOString() };
  await storeOnce(place, objectKeys.breakGlass(id), `${JSON.stringify(text)}\n`);
}

/** @throws GitenvError BAD_CONFIG where the stack says nothing, which no release may pass by */
function settingsOf({ env, environment }: GuardPlace): GateSettings {
  const settings = parseGateSettings(env[guardVariables.rules] ?? '');
  if (settings) return settings;
  throw new GitenvError('BAD_CONFIG', 'The stack does not say what the gate goes by', {
    hint: `gitenv init ${environment}`,
  });
}
