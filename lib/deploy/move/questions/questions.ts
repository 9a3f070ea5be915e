import { getStages } from '../../../aws/pipeline/pipeline-state';
import type { GitenvError } from '../../../errors';
import type { GitPlace } from '../../../git/run';
import type { Progress } from '../../../release/following/progress';
import type { Override } from '../../../release/guards/override';
import type { Release } from '../../../release/release';
import type { StageState } from '../../../release/state/stage';
import type { SeenEnvironment, SeenEnvironments } from '../../../target/evidence';
import {
  type ClosedEnvironment,
  lookedAtFor,
  type OpenEnvironment,
} from '../../../target/open-environment';
import { Releases } from '../../../target/releases';
import { orWhyNot } from '../../../target/why-not';
import { LookQuestion } from './look-question';
import { SettingsQuestion } from './settings-question';

/** What an environment has released, asked for at once. That it cannot be told is an answer as well. */
export interface AskedReleases {
  /**
   * The releases, newest first, as far back as needed, or why they cannot be had.
   * @param enough whether what is known so far answers the question
   */
  until(enough: (known: readonly Release[]) => boolean): Promise<readonly Release[] | GitenvError>;
}

/** What the guards want to know about a move. */
export interface GuardQuestions {
  readonly own: AskedReleases;
  readonly upstream: { readonly name: string; readonly releases: AskedReleases } | undefined;
  /** Undefined where nothing is declared. */
  readonly settings: SettingsQuestion | undefined;
  readonly look: LookQuestion;
  /** The stages, or why they cannot be had. */
  readonly stages: Promise<readonly StageState[] | GitenvError>;
}

/** So far back an answer is looked for. */
const searched = 2000;

/** Of whom the guards ask. */
export interface Asking {
  readonly open: OpenEnvironment;
  readonly upstream: ClosedEnvironment | undefined;
  readonly place: GitPlace;
  /** How long the environment before is waited for, if it does not answer; five seconds unless it is said. */
  readonly patienceMs?: number | undefined;
  /** Undefined as long as it is not known yet. */
  readonly override?: Override;
  /** What was seen of them a moment ago, which is not asked again. */
  readonly seen?: SeenEnvironments | undefined;
}

/** Asks without waiting for the answers. The environment before is not asked if its answer is overridden. */
export function askGuards(
  { open, upstream, place, patienceMs, override, seen = {} }: Asking,
  progress: Pick<Progress, 'say'>,
): GuardQuestions {
  const isAsked = upstream && !override?.guards.includes('skip-upstream');
  return {
    own: seen.own ? knownReleases(seen.own) : askReleases(Promise.resolve(open)),
    upstream: isAsked
      ? {
          name: upstream.name,
          releases: seen.upstream
            ? knownReleases(seen.upstream)
            : askReleases(upstream.open().then((it) => lookedAtFor(it, patienceMs))),
        }
      : undefined,
    settings: settingsQuestion(open, place, progress),
    look: new LookQuestion(open.environment.name, place),
    stages: seen.own ? Promise.resolve(seen.own.evidence.stages) : askStages(open),
  };
}

/** Asks whether an environment has what is declared for it; undefined where the work tree declares nothing. */
export function settingsQuestion(
  open: OpenEnvironment,
  place: GitPlace,
  { say }: Pick<Progress, 'say'>,
): SettingsQuestion | undefined {
  if (open.environment.settings.length === 0) return undefined;
  return new SettingsQuestion(open, place, say);
}

function askReleases(opening: Promise<OpenEnvironment>): AskedReleases {
  const begun = begin(opening);
  // Whoever waits for the answer hears of a failure; it may also be that nobody does.
  begun.catch(() => undefined);
  return {
    until: (enough) => orWhyNot(begun.then((releases) => releases.until(enough, searched))),
  };
}

function askStages({ account, pipeline }: OpenEnvironment): GuardQuestions['stages'] {
  const stages = orWhyNot(getStages(account, pipeline));
  // A guard may refuse before anybody waits for the answer.
  stages.catch(() => undefined);
  return stages;
}

/** Older ones are asked for only if the question needs them. */
function knownReleases({ history }: SeenEnvironment): AskedReleases {
  return { until: (enough) => orWhyNot(history.until(enough, searched)) };
}

/** What is told counts only once the account is known to be the recorded one. */
async function begin(opening: Promise<OpenEnvironment>): Promise<Releases> {
  const open = await opening;
  const releases = new Releases(open);
  await Promise.all([releases.latest(1), open.cloneUrl()]);
  return releases;
}
