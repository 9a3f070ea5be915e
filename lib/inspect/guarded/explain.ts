import { getStages } from '../../aws/pipeline/pipeline-state';
import { describeStack } from '../../aws/stack/stack';
import { namesOf, stages } from '../../contract';
import { GitenvError } from '../../errors';
import type { GateFacts } from '../../guard/facts';
import { decide, type GateDecision } from '../../guard/gate';
import { type GateSettings, parseGateSettings } from '../../guard/settings';
import { guardedModes, guardParameters } from '../../guard-names';
import { closedFor } from '../../release/lock/closed';
import type { ClosedEnvironment, OpenEnvironment } from '../../target/open-environment';
import { Releases } from '../../target/releases';
import { withdrawalsIn, wouldProve } from './would-prove';

/** What the gate of an environment would say of a commit that is pushed now. */
export interface Explained extends GateDecision {
  readonly environment: string;
  readonly commit: string;
  /** Whether it would refuse, or only tell. */
  readonly mode: 'warn' | true;
}

/**
 * Goes through the rules of the gate with what is known now. Nothing is asked for and nothing is signed: what upstream would sign is
 * reckoned from its history.
 * @throws GitenvError NOT_INSTALLED if the environment has no gate
 */
export async function explainGate(
  open: OpenEnvironment,
  upstream: ClosedEnvironment | undefined,
  commit: string,
): Promise<Explained> {
  const { mode, settings } = await gateOf(open);
  const { name, application, region } = open.environment;
  const [past, withdrawn, seen, { arn, account }] = await Promise.all([
    new Releases(open).latest(10_000),
    withdrawalsIn(open, commit),
    getStages(open.account, open.pipeline),
    open.account.verify(),
  ]);
  const proving = settings.upstream && { ...settings.upstream, application };
  const proof = proving && upstream && (await wouldProve(await upstream.open(), proving, commit));
  const rule = `arn:aws:events:${region}:${account}:rule/${namesOf(application).pushRule}`;
  const facts: GateFacts = {
    ...{ environment: name, application, region, past, withdrawn, upstream: proving },
    execution: {
      ...{ id: '', commit, startedAt: new Date(), pushedBy: arn },
      ...{ trigger: 'CloudWatchEvent', triggerDetail: rule },
    },
    ...{ proofs: proof ? [proof] : [], notProofs: [], seen: new Map(), reason: undefined },
    // Who is asked, and what is built, only a release shows.
    approval: { isAsked: false, word: undefined, verdict: undefined, isSeparate: false },
    ...{ bundle: proof?.bundle, takesProvenBundle: settings.takesProvenBundle },
    closed: closedFor(seen.find((it) => it.name === stages.deploy)?.closedBecause, new Date()),
  };
  return { environment: name, commit, mode, ...decide(facts, mode) };
}

async function gateOf(
  open: OpenEnvironment,
): Promise<{ readonly mode: 'warn' | true; readonly settings: GateSettings }> {
  const { name, application } = open.environment;
  const stack = await describeStack(open.account, namesOf(application).guardStack);
  const mode = stack?.parameters[guardParameters.guarded];
  const settings = parseGateSettings(stack?.parameters[guardParameters.rules] ?? '');
  if (settings && (mode === guardedModes.warn || mode === guardedModes.yes))
    return { mode: mode === guardedModes.warn ? 'warn' : true, settings };
  throw new GitenvError('NOT_INSTALLED', `${name} has no gate`, {
    advice: `Its account decides once gitenv.json has "guarded": "warn" or true for it.`,
    hint: `gitenv init ${name} --guarded warn`,
  });
}
