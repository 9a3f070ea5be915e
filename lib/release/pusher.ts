import { namesOf, pushedByUnknown } from '../contract';

/** How an execution was started, by CodePipeline's own word (API_ExecutionTrigger). */
export interface Started {
  readonly trigger: string | undefined;
  /** The ARN of who started it by hand, or of the rule that did. */
  readonly triggerDetail: string | undefined;
}

/** What starts executions with a rule's ARN as the detail; in all others a person is named. */
const byRule = 'CloudWatchEvent';
const byPerson: ReadonlySet<string> = new Set(['StartPipelineExecution', 'ManualRollback']);

/**
 * Who brought a release about. The pipeline's variable counts only if the application's own rule has started the
 * execution: whoever starts one by hand, or by a rule of their own, may set the variable as they like.
 * @param variable the value of PUSHED_BY; undefined if it was not asked for
 * @returns an ARN; undefined if AWS does not say
 */
export function pusherOf(
  { trigger, triggerDetail }: Started,
  { application, region }: { readonly application: string; readonly region: string },
  variable: string | undefined,
): string | undefined {
  if (trigger === byRule)
    return isRule(triggerDetail, [namesOf(application).pushRule], region) &&
      variable !== pushedByUnknown
      ? variable
      : undefined;
  return trigger !== undefined && byPerson.has(trigger) ? triggerDetail : undefined;
}

/**
 * Whether a rule that is not the application's own has started an execution. Somebody made it, and AWS does not say who.
 */
export function isForeignStart(
  started: Started,
  whose: { readonly application: string; readonly region: string },
): boolean {
  return started.trigger === byRule && !isStartedByPush(started, whose);
}

/** Whether exactly the application's own rules have started an execution, so that the branch was moved to its commit. */
export function isStartedByPush(
  { trigger, triggerDetail }: Started,
  { application, region }: { readonly application: string; readonly region: string },
): boolean {
  const { pushRule, unnamedPushRule } = namesOf(application);
  return trigger === byRule && isRule(triggerDetail, [pushRule, unnamedPushRule], region);
}

function isRule(detail: string | undefined, names: readonly string[], region: string): boolean {
  const [arn, , service, place, account = '', resource = '', ...more] = (detail ?? '').split(':');
  return (
    arn === 'arn' &&
    service === 'events' &&
    place === region &&
    /^\d{12}$/.test(account) &&
    names.some((name) => resource === `rule/${name}`) &&
    more.length === 0
  );
}
