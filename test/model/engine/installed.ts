import fs from 'node:fs';
import path from 'node:path';
import { namesOf, parameters } from '../../../lib/contract';
import { template } from '../../bootstrap/template';
import { Commits } from './commits';
import { ModelMachine, newRoot } from './machine';
import { account, application, environment, region } from './names';

/** How an environment is set up. */
export interface Setup {
  readonly mode: 'QUEUED' | 'SUPERSEDED';
  readonly approval: boolean;
  /** Releases enter Deploy on weekdays between 9 and 17 only. */
  readonly freeze: boolean;
}

/** An environment as the template installs it, to be copied. */
export interface Installed {
  readonly root: string;
  readonly commits: Commits;
}

const kept = new Map<string, Promise<Installed>>();

/** Installs the stack in a machine of its own, once for each way of setting it up. */
export function installed(setup: Setup): Promise<Installed> {
  const key = JSON.stringify(setup);
  const known = kept.get(key) ?? install(setup);
  kept.set(key, known);
  return known;
}

export async function removeInstalled(): Promise<void> {
  for (const one of kept.values()) fs.rmSync((await one).root, { recursive: true, force: true });
  kept.clear();
}

async function install({ mode, approval, freeze }: Setup): Promise<Installed> {
  const model = new ModelMachine(newRoot());
  const names = namesOf(application);
  const values = {
    [parameters.application]: application,
    [parameters.environment]: environment,
    [parameters.executionMode]: mode,
    [parameters.approval]: approval ? 'yes' : 'no',
    ...(freeze && { [parameters.deployWindow]: '* * 9-16 ? * MON-FRI *' }),
  };
  await model.call('cloudformation', 'CreateStack', {
    StackName: names.stack,
    TemplateBody: JSON.stringify(template()),
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
  });
  await model.quiet();
  await demandStack(model, names.stack);
  const { repositoryMetadata } = await model.call<{ repositoryMetadata: { repositoryId: string } }>(
    'codecommit',
    'GetRepository',
    { repositoryName: names.repository },
  );
  const commits = await Commits.write(gitdirIn(model.root, repositoryMetadata.repositoryId));
  return { root: model.root, commits };
}

async function demandStack(model: ModelMachine, StackName: string): Promise<void> {
  const { Stacks } = await model.call<{ Stacks: { StackStatus: string }[] }>(
    'cloudformation',
    'DescribeStacks',
    { StackName },
  );
  const { StackEvents } = await model.call<{ StackEvents: object[] }>(
    'cloudformation',
    'DescribeStackEvents',
    { StackName },
  );
  if (Stacks[0]?.StackStatus !== 'CREATE_COMPLETE') throw new Error(JSON.stringify(StackEvents));
}

/** Where the emulator keeps the repository of that id. */
export function gitdirIn(root: string, id: string): string {
  return path.join(root, 'accounts', account, region, 'codecommit', 'repositories', `${id}.git`);
}
