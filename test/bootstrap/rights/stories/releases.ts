import fs from 'node:fs';
import path from 'node:path';
import {
  CodePipelineClient,
  ListPipelineExecutionsCommand,
  RollbackStageCommand,
} from '@aws-sdk/client-codepipeline';
import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { namesOf, parameters, stages, yes } from '../../../../lib/contract';
import { short } from '../../../deploy/releases';
import { application, createRepository, type Ended } from '../../../deploy/stage';
import { testAccount, testRegion } from '../../../local/machine';
import { requireBeforeDeploy } from '../../../stories/entry-condition';
import { KitStage } from '../../../stories/going-back';
import { setSubmoduleStage } from '../../../submodules/submodule-stage';
import { type RightsStory, says, story, typed, useScripts } from './story';

const { pusherRole } = namesOf(application);

/** Releases as such, whatever is deployed. */
export const releases: readonly RightsStory[] = [
  story('two releases, and back to the first', async (kit) => {
    await kit.install();
    useScripts(kit);
    await kit.release('One');
    await says(kit, 'logs dev', 'the build runs');
    await says(kit, 'logs dev', 'the deploy runs');
    await kit.release('Two');
    await typed(kit, 'rollback', 'dev', '--yes');
  }),
  story('an environment of a repository that is there already', async (kit) => {
    await createRepository(kit.stage);
    useScripts(kit);
    const commit = await kit.commitAll('One', {});
    const env = { GITENV_FOLLOW: '0' };
    demand(await kit.stage.git(['push', 'dev'], { env }), { exitCode: 0, says: '' });
    await kit.install({ [parameters.existingRepository]: yes });
    await says(kit, 'status', `${short(commit)}  One`);
  }),
  story(
    'a release of the component that has changed, after one that was not built',
    async (kit) => {
      await kit.install();
      useScripts(kit, { components: { mail: { path: 'mail' }, web: { path: 'web' } } });
      const [mail, web] = ['mail/deploy', 'web/deploy'];
      for (const name of [mail, web])
        kit.write(name, `#!/bin/sh\necho the first of ${name}\n`, 0o755);
      await kit.release('One');
      const unbuilt = { 'tools/build': '#!/bin/sh\nexit 1\n' };
      await kit.begin('Two', unbuilt);
      await kit.stage.machine.idle();
      useScripts(kit, { components: { mail: { path: 'mail' }, web: { path: 'web' } } });
      await releaseOnly(kit, { [web]: '#!/bin/sh\necho new\n' }, mail);
    },
  ),
  story(
    'a release after RollbackStage, which takes its bundle and tells what it put back',
    async (kit) => {
      await kit.install();
      const components = { mail: { path: 'mail' }, web: { path: 'web' } };
      useScripts(kit, { components });
      const [mail, web] = ['mail/deploy', 'web/deploy'];
      for (const name of [mail, web])
        kit.write(name, `#!/bin/sh\necho the first of ${name}\n`, 0o755);
      await kit.release('One');
      await kit.release('Two', { [web]: '#!/bin/sh\necho the second\n' });
      await rollBackDeploy(kit);
      await says(kit, 'status', 'One');
      if ((await kit.deployLog()).includes('may not ask CodePipeline'))
        throw new Error('the deploy took what was handed on');
      await releaseOnly(kit, { [web]: '#!/bin/sh\necho the third\n' }, mail);
    },
  ),
  story('a release in a network', async (kit) => {
    await kit.install({
      [parameters.vpc]: 'vpc-0a1b2c3d4e5f60718',
      [parameters.subnets]: 'subnet-0a1b2c3d4e5f60718,subnet-1a1b2c3d4e5f60718',
      [parameters.securityGroups]: 'sg-0a1b2c3d4e5f60718',
    });
    useScripts(kit);
    await kit.release('One');
  }),
  story('a look at each deploy, in a network, and once more after RollbackStage', async (kit) => {
    await kit.install({
      [parameters.verify]: yes,
      [parameters.vpc]: 'vpc-0a1b2c3d4e5f60718',
      [parameters.subnets]: 'subnet-0a1b2c3d4e5f60718',
      [parameters.securityGroups]: 'sg-0a1b2c3d4e5f60718',
    });
    useScripts(kit);
    kit.write('verify', '#!/bin/sh\necho looking at $GITENV_COMMIT\n', 0o755);
    const first = await kit.release('One');
    await says(kit, 'logs dev', `looking at ${first}`);
    await kit.release('Two');
    await rollBackDeploy(kit);
    await says(kit, 'logs dev', `looking at ${first}`);
  }),
  story('a workflow that pushes, and is run again', async (kit) => {
    await kit.install({ [parameters.githubSubject]: 'repo:team/shop:ref:refs/heads/main' });
    useScripts(kit);
    await kit.commitAll('One', {});
    const env = await pusher(kit);
    for (const _ of ['the first run', 'the second'])
      demand(await kit.stage.gitenv(['push', 'dev'], { env }), { exitCode: 0, says: '' });
    demand(await kit.stage.gitenv(['history', 'dev'], { env }), { exitCode: 0, says: 'One' });
    await moveFromElsewhere(kit);
    await kit.commitAll('Two, beside what somebody else has pushed', {});
    const behind = await kit.stage.gitenv(['push', 'dev'], { env });
    demand(behind, { exitCode: 5, says: 'lacks commits that dev has' });
  }),
  story('a workflow whose release fails a condition, and says which', async (kit) => {
    await kit.install({ [parameters.githubSubject]: 'repo:team/shop:ref:refs/heads/main' });
    useScripts(kit);
    await requireBeforeDeploy(kit.stage, 'ready', ['no', 'yes']);
    await kit.commitAll('One', {});
    const env = await pusher(kit);
    demand(await kit.stage.gitenv(['push', 'dev'], { env }), { exitCode: 6, says: 'ready' });
    const log = await kit.stage.gitenv(['logs', 'dev'], { env });
    demand(log, { exitCode: 0, says: 'Deploy failed its condition: ready' });
  }),
  { name: 'a release of a commit with submodules', play: releaseSubmodules },
];

function demand(
  { exitCode, stdout, stderr }: Ended,
  wanted: { readonly exitCode: number; readonly says: string },
): void {
  const said = stdout + stderr;
  if (exitCode !== wanted.exitCode || !said.includes(wanted.says))
    throw new Error(`it ended with ${exitCode}: ${said}`);
}

/** Releases a change of one component. Deploy chooses for itself which it applies, whatever the build has said. */
async function releaseOnly(kit: KitStage, changed: Files, untouched: string): Promise<void> {
  const runs = async () => (await kit.deployLog()).split(`the first of ${untouched}`).length;
  const before = await runs();
  await kit.release('Three', changed);
  await says(kit, 'logs dev', 'mail is skipped: ');
  if ((await runs()) > before) throw new Error(`the deploy has run ${untouched}`);
}

type Files = Readonly<Record<string, string>>;

/** Somebody else releases a commit that this clone does not have. */
async function moveFromElsewhere({ stage }: KitStage): Promise<void> {
  const cwd = path.join(stage.folder, 'elsewhere');
  await stage.git(['clone', '--quiet', stage.clone, cwd], { cwd: stage.folder });
  await stage.git(['commit', '--quiet', '--allow-empty', '-m', 'From elsewhere'], { cwd });
  const address = `gitenv://dev@${testRegion}/${application}`;
  demand(await stage.git(['push', address, 'HEAD:main'], { cwd }), { exitCode: 0, says: '' });
}

/** The credentials of a runner at GitHub; somebody of the account takes on the role in place of GitHub's token. */
async function pusher({ stage }: KitStage): Promise<NodeJS.ProcessEnv> {
  const client = stage.machine.client();
  const trust = {
    Principal: { AWS: `arn:aws:iam::${testAccount}:root` },
    Action: 'sts:AssumeRole',
  };
  await new IAMClient(client).send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: pusherRole,
      PolicyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', ...trust }] }),
    }),
  );
  const { Credentials } = await new STSClient(client).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${testAccount}:role/${pusherRole}`,
      RoleSessionName: 'GitHubActions',
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  const config = path.join(stage.folder, 'pusher-config');
  fs.writeFileSync(
    config,
    `[profile dev]\nendpoint_url = ${stage.machine.endpoint}\naws_access_key_id = ${AccessKeyId}\naws_secret_access_key = ${SecretAccessKey}\naws_session_token = ${SessionToken}\n`,
  );
  return { AWS_CONFIG_FILE: config };
}

async function releaseSubmodules(): Promise<void> {
  const names = ['modules', 'base'];
  const arns = names.map((name) => `arn:aws:codecommit:${testRegion}:${testAccount}:${name}`);
  const set = await setSubmoduleStage({ [parameters.sourceRepositories]: arns.join(',') });
  const kit = KitStage.on(set.stage);
  try {
    await set.account(names);
    useScripts(kit);
    kit.write('build', '#!/bin/sh\nls modules/base\n', 0o755);
    await kit.release('Look at the modules');
  } finally {
    await kit.destroy();
  }
}

/** Goes back to the first release as the console does: Deploy runs again, by an execution that has no build. */
async function rollBackDeploy({ stage: { machine } }: KitStage): Promise<void> {
  const client = new CodePipelineClient(machine.client());
  const { pipeline: pipelineName } = namesOf(application);
  const { pipelineExecutionSummaries = [] } = await client.send(
    new ListPipelineExecutionsCommand({ pipelineName }),
  );
  const first = pipelineExecutionSummaries.filter(({ status }) => status === 'Succeeded').at(-1);
  await client.send(
    new RollbackStageCommand({
      pipelineName,
      stageName: stages.deploy,
      targetPipelineExecutionId: first?.pipelineExecutionId,
    }),
  );
  await machine.idle();
}
