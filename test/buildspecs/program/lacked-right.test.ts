import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Job } from '../../../buildspecs/program/job/job';
import { lackedRightIn } from '../../../buildspecs/program/job/lacked-right';
import { complaintsOfHint } from '../../cli/hints/command-line';

const topic = 'arn:aws:sns:eu-west-1:111111111111:shop-news';
const denied = `News (AWS::SNS::Topic): User: arn:aws:sts::111111111111:assumed-role/deploys/x is not authorized to perform: sns:CreateTopic on resource: ${topic} because no identity-based policy allows the sns:CreateTopic action`;
const line = `{"Effect":"Allow","Action":"sns:CreateTopic","Resource":"${topic}"}`;

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-lacked-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const asker = (project: string, purpose: Job['purpose'] = 'release') => ({
  root,
  environment: 'dev',
  application: 'shop',
  purpose,
  env: { CODEBUILD_BUILD_ID: `${project}:11111111-1111-4111-8111-111111111111` },
});

const facts = (deployRights?: string, cause = denied) => {
  const config = { environments: { dev: { deployRights } } };
  fs.writeFileSync(path.join(root, 'gitenv.json'), JSON.stringify(config));
  return lackedRightIn(asker('shop-deploy'), cause);
};

describe('a deploy that lacks a right', () => {
  test('says the line to add, and what installs it', () => {
    expect(facts('template')).toEqual({
      further: expect.stringMatching(
        /^The role of deploys lacks the right sns:CreateTopic on arn:/,
      ),
      hint: 'gitenv init dev\ngitenv redeploy dev',
    });
    expect(facts('template')?.further.split('\n')).toEqual([
      expect.stringContaining('add this line to "Statement" in deploy-policy.json'),
      `  ${line}`,
    ]);
  });

  test('says the statement where the policy is the team’s own', () => {
    expect(facts()).toEqual({
      further: `The role of deploys lacks the right sns:CreateTopic on ${topic}. The statement that its policy needs:\n  ${line}`,
      advice: expect.stringContaining('gitenv init dev --deploy-rights template'),
      hint: 'gitenv redeploy dev',
    });
  });

  test('says so although its commit has no gitenv.json', () => {
    expect(lackedRightIn(asker('shop-deploy'), denied)?.further).toContain(line);
  });

  test('is told from a deploy that fails for something else', () => {
    expect(facts('template', 'Data (AWS::S3::Bucket): it exists already')).toBeUndefined();
  });
});

describe('a build that lacks a right', () => {
  const stack = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/shop/1';
  const words = (why: string) =>
    `User: arn:aws:sts::111111111111:assumed-role/builds/x is not authorized to perform: cloudformation:DetectStackDrift on resource: ${stack} ${why}`;
  const lacking = words(
    'because no identity-based policy allows the cloudformation:DetectStackDrift action',
  );

  test.each([
    ['release', 'gitenv redeploy dev'],
    ['plan', 'gitenv plan dev'],
    ['drift', 'gitenv drift dev'],
    ['build', 'gitenv build dev'],
  ] as const)('of a %s says the statement, and what begins it again', async (purpose, again) => {
    const found = lackedRightIn(asker('shop-build', purpose), lacking);
    expect(found).toEqual({
      further: `The role of builds lacks the right cloudformation:DetectStackDrift on ${stack}. The statement that a policy of builds needs:\n  {"Effect":"Allow","Action":"cloudformation:DetectStackDrift","Resource":"${stack}"}`,
      advice: expect.stringContaining('--build-policy'),
      hint: `gitenv init dev\n${again}`,
    });
    expect(await complaintsOfHint(found?.hint ?? '')).toEqual([]);
  });

  test('is told from one that is denied what is of another application', () => {
    const denial = words('with an explicit deny in an identity-based policy');
    expect(lackedRightIn(asker('shop-build'), denial)).toEqual({
      further:
        'A policy denies it explicitly. gitenv does that for the stacks of another application in this account whose name begins with shop-.',
      advice: expect.stringContaining('Call the stack something else'),
    });
  });
});
