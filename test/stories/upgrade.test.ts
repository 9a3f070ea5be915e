import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CreateStackCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { namesOf, parameters } from '../../lib/contract';
import { template } from '../bootstrap/template';
import { application } from '../deploy/stage';
import { testAccount, testRegion } from '../local/machine';
import { KitStage } from './going-back';

/** The template, the program and the buildspecs of commit 702e89f, as they were published from it. */
const released = path.join(__dirname, 'released-702e89f');
const unpacked = (name: string) =>
  gunzipSync(fs.readFileSync(path.join(released, `${name}.gz`))).toString('utf8');

const StackName = namesOf(application).stack;
const Capabilities: ['CAPABILITY_NAMED_IAM'] = ['CAPABILITY_NAMED_IAM'];

let kit: KitStage;
beforeEach(async () => {
  kit = await KitStage.set();
});
afterEach(() => kit.destroy());

async function installOlder(policies: string): Promise<void> {
  const values = {
    [parameters.application]: application,
    [parameters.environment]: 'dev',
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
  await kit.cloudformation.send(
    new CreateStackCommand({ StackName, TemplateBody, Capabilities, Parameters }),
  );
  await kit.stage.machine.idle();
}

/** As `gitenv init` of an installed environment does: what is not said keeps its value. */
async function upgrade(): Promise<void> {
  const kept = [parameters.application, parameters.environment, parameters.deployPolicies];
  await kit.cloudformation.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(template()),
      Capabilities,
      Parameters: kept.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    }),
  );
  await kit.stage.machine.idle();
  expect(await kit.stack(StackName)).toBe('UPDATE_COMPLETE');
}

type Generation = 'older' | 'newer';

/** What a repository of the kit has, of either generation. */
const kits: Readonly<Record<string, (generation: Generation, value: string) => void>> = {
  script: (generation) => {
    useKit('script', generation);
    kit.write('build', '#!/bin/sh\necho built > result\n', 0o755);
    kit.write('deploy', '#!/bin/sh\ncat result\n', 0o755);
  },
  cloudformation: (generation, Value) => {
    useKit('cloudformation', generation);
    const Properties = { Name: '/limit', Type: 'String', Value };
    const Resources = { Limit: { Type: 'AWS::SSM::Parameter', Properties } };
    kit.write('template.yml', JSON.stringify({ Resources }));
  },
  'no kit': () => {
    const dev = { region: testRegion, profile: 'dev', account: testAccount };
    kit.write('gitenv.json', JSON.stringify({ application, environments: { dev } }));
    const phases = (command: string) =>
      `version: 0.2\nphases:\n  build:\n    commands:\n      - ${command}\n`;
    kit.write('buildspec.yml', `${phases('echo built > result')}artifacts:\n  files: ["**/*"]\n`);
    kit.write('deployspec.yml', phases('cat result'));
  },
};

function useKit(name: string, generation: Generation): void {
  kit.useKit(name);
  if (generation === 'newer') return;
  for (const file of fs.readdirSync(path.join(released, name)))
    kit.write(file, fs.readFileSync(path.join(released, name, file), 'utf8'));
  kit.write('.gitenv/kit.cjs', unpacked('kit.cjs'));
}

test.each(Object.keys(kits))(
  'with %s, programs of both generations release and roll back in stacks of both',
  async (name) => {
    // Deploys had none of CloudFormation's rights by themselves then.
    await installOlder('arn:aws:iam::aws:policy/AdministratorAccess');
    const use = (generation: Generation, value: string) => kits[name]?.(generation, value);
    use('older', '1');
    const first = await kit.release('Older program, older stack');
    use('newer', '2');
    const second = await kit.release('Newer program, older stack');
    await rollBack(first);
    await upgrade();
    use('older', '3');
    await kit.release('Older program, newer stack');
    await rollBack(second);
    use('newer', '4');
    await kit.release('Newer program, newer stack');
    await rollBack(first);
  },
);

async function rollBack(commit: string): Promise<void> {
  const words = ['rollback', 'dev', '--to', commit, '--yes'];
  const { exitCode, stderr } = await kit.stage.gitenv(words);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
}
