import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { namesOf, parameters } from '../../lib/contract';
import { template } from '../bootstrap/template';
import { application } from '../deploy/stage';
import type { TestMachine } from '../local/machine';
import type { KitStage } from './going-back';

/** The template, the program and the buildspecs of commit 702e89f, as they were published from it. */
const released = path.join(__dirname, 'released-702e89f');
const unpacked = (name: string) =>
  gunzipSync(fs.readFileSync(path.join(released, `${name}.gz`))).toString('utf8');

const StackName = namesOf(application).stack;
const Capabilities: ['CAPABILITY_NAMED_IAM'] = ['CAPABILITY_NAMED_IAM'];

/** Which gitenv something is of: that of commit 702e89f, or today's. */
export type Generation = 'older' | 'newer';

/** An environment in an account. */
export interface OlderPlace {
  readonly machine: TestMachine;
  readonly account: string;
  readonly environment: string;
}

/** @param policies of the role of deploys: it had none of CloudFormation's rights by itself then */
export async function installOlder(
  { machine, account, environment }: OlderPlace,
  policies: string,
): Promise<void> {
  const values = {
    [parameters.application]: application,
    [parameters.environment]: environment,
    [parameters.deployPolicies]: policies,
  };
  const Parameters = Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
  const older = JSON.parse(unpacked('template.json'));
  // It was not known then that CodePipeline need not say for which pipeline it takes on a role, and this machine's does not.
  for (const statement of older.Resources.PipelineRole.Properties.AssumeRolePolicyDocument
    .Statement)
    delete statement.Condition;
  const TemplateBody = JSON.stringify(older);
  await new CloudFormationClient(machine.client(account)).send(
    new CreateStackCommand({ StackName, TemplateBody, Capabilities, Parameters }),
  );
  await machine.idle();
}

/** As `gitenv init` of an installed environment does: what is not said keeps its value. */
export async function upgrade({ machine, account }: OlderPlace): Promise<void> {
  const kept = [parameters.application, parameters.environment, parameters.deployPolicies];
  const cloudformation = new CloudFormationClient(machine.client(account));
  await cloudformation.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(template()),
      Capabilities,
      Parameters: kept.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    }),
  );
  await machine.idle();
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
  expect(Stacks?.[0]?.StackStatus).toBe('UPDATE_COMPLETE');
}

/** Writes the buildspecs of a kit and its program, of either generation. @param more of `gitenv.json` */
export function useKitOf(
  generation: Generation,
  kit: KitStage,
  name: string,
  more: object = {},
): void {
  kit.useKit(name, more);
  if (generation === 'newer') return;
  for (const file of fs.readdirSync(path.join(released, name)))
    kit.write(file, fs.readFileSync(path.join(released, name, file), 'utf8'));
  kit.write('.gitenv/kit.cjs', unpacked('kit.cjs'));
}
