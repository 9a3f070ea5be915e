import { serviceAddress } from '../../lib/aws/call/address';
import { pollingPause } from '../../lib/aws/call/polling';
import { isTransient } from '../../lib/aws/call/retry';
import { sendSigned } from '../../lib/aws/call/signed-call';
import { clauseOf, GitenvError } from '../../lib/errors';
import { obstacleFacts } from '../../lib/obstacle';
import type { Job } from '../program/job/job';
import { lackedRightIn } from '../program/job/lacked-right';
import { Reply } from './reply';

export type QueryInput = Readonly<Record<string, Value>>;
type Value = string | boolean | undefined | readonly string[] | readonly QueryInput[];

/** CloudFormation of the account and region that the build runs in. */
export interface CloudFormation {
  /** @throws Error whose name is AWS's code, such as `ValidationError` */
  ask(action: string, input: QueryInput): Promise<Reply>;
  /** Asks for every page. @returns the members of a list of all of them */
  askAll(action: string, input: QueryInput, list: string): Promise<Reply[]>;
}

export function cloudFormationOf(job: Job): CloudFormation {
  const { region } = job;
  const endpoint = job.endpoint('cloudformation') ?? serviceAddress('cloudformation', region);
  const ask = async (action: string, input: QueryInput) => {
    const credentials = await job.credentials();
    const body = form({ Action: action, Version: '2010-05-15', ...input });
    const contentType = 'application/x-www-form-urlencoded; charset=utf-8';
    const call = { endpoint, region, service: 'cloudformation', body, contentType, credentials };
    try {
      const answer = await patiently(() => sendSigned(call), action);
      return Reply.of(answer, action);
    } catch (error) {
      throw explained(job, error, action);
    }
  };
  return { ask, askAll: (action, input, list) => allPages(ask, action, input, list) };
}

const lookAttempts = 10;

/** A stack goes on changing while CloudFormation asks not to be looked at so often. */
async function patiently(send: () => Promise<string>, action: string): Promise<string> {
  const pause = pollingPause();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const isLook = /^(Describe|List)/.test(action);
      if (!isLook || attempt === lookAttempts || !isTransient(error)) throw error;
      await pause();
    }
  }
}

async function allPages(
  ask: CloudFormation['ask'],
  action: string,
  input: QueryInput,
  list: string,
): Promise<Reply[]> {
  const all: Reply[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ask(action, { ...input, NextToken });
    all.push(...page.list(list));
    NextToken = page.text('NextToken') || undefined;
  } while (NextToken !== undefined);
  return all;
}

function form(input: QueryInput): string {
  const fields = new URLSearchParams();
  const add = (name: string, value: Value): void => {
    if (value === undefined) return;
    if (typeof value !== 'object') fields.set(name, String(value));
    else
      value.forEach((member, index) => {
        const inner = `${name}.member.${index + 1}`;
        if (typeof member === 'string') add(inner, member);
        else for (const [key, part] of Object.entries(member)) add(`${inner}.${key}`, part);
      });
  };
  for (const [name, value] of Object.entries(input)) add(name, value);
  return fields.toString();
}

/** Says what was asked for, since CloudFormation's own sentence does not. What callers tell apart stays as it is. */
function explained(job: Job, error: unknown, action: string): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message } = error;
  if (name === 'AccessDenied' || name === 'AccessDeniedException')
    return new GitenvError(
      'ACCESS_DENIED',
      `The role of this build may not ask CloudFormation for ${action}: ${clauseOf(error)}`,
      { cause: error, ...obstacleFacts(message), ...lackedRightIn(job, message) },
    );
  if (message !== '') return error;
  const clause = `CloudFormation refuses ${action}: ${name}`;
  return new GitenvError('AWS_REFUSED', clause, { cause: error });
}
