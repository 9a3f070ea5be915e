import { serviceAddress } from '../../lib/aws/call/address';
import { pollingPause } from '../../lib/aws/call/polling';
import { isTransient } from '../../lib/aws/call/retry';
import { sendSigned } from '../../lib/aws/call/signed-call';
import type { Job } from '../program/job/job';
import { Reply } from './reply';

export type Input = Readonly<Record<string, Value>>;
type Value = string | boolean | undefined | readonly string[] | readonly Input[];

/** CloudFormation of the account and region that the build runs in. */
export interface CloudFormation {
  /** @throws Error whose name is AWS's code, such as `ValidationError` */
  ask(action: string, input: Input): Promise<Reply>;
  /** Asks for every page. @returns the members of a list of all of them */
  askAll(action: string, input: Input, list: string): Promise<Reply[]>;
}

export function cloudFormationOf(job: Job): CloudFormation {
  const { region } = job;
  const endpoint = job.endpoint('cloudformation') ?? serviceAddress('cloudformation', region);
  const ask = async (action: string, input: Input) => {
    const credentials = await job.credentials();
    const body = form({ Action: action, Version: '2010-05-15', ...input });
    const contentType = 'application/x-www-form-urlencoded; charset=utf-8';
    const call = { endpoint, region, service: 'cloudformation', body, contentType, credentials };
    try {
      const answer = await patiently(() => sendSigned(call), action);
      return Reply.of(answer, action);
    } catch (error) {
      throw explained(error as Error, action);
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
  input: Input,
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

function form(input: Input): string {
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

/** Says what was asked for, since CloudFormation's own sentence does not. */
function explained(error: Error, action: string): Error {
  if (error.name === 'AccessDenied' || error.name === 'AccessDeniedException')
    error.message = `The role of this build may not ask CloudFormation for ${action}: ${error.message}`;
  else if (error.message === '') error.message = `CloudFormation refuses ${action}: ${error.name}.`;
  return error;
}
