import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { lackedRightIn } from '../../../buildspecs/program/job/lacked-right';

const topic = 'arn:aws:sns:eu-west-1:111111111111:shop-news';
const denied = `News (AWS::SNS::Topic): User: arn:aws:sts::111111111111:assumed-role/deploys/x is not authorized to perform: sns:CreateTopic on resource: ${topic} because no identity-based policy allows the sns:CreateTopic action`;
const line = `{"Effect":"Allow","Action":"sns:CreateTopic","Resource":"${topic}"}`;

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-lacked-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const facts = (deployRights?: string, cause = denied) => {
  const config = { environments: { dev: { deployRights } } };
  fs.writeFileSync(path.join(root, 'gitenv.json'), JSON.stringify(config));
  return lackedRightIn({ root, environment: 'dev' }, cause);
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
    expect(lackedRightIn({ root, environment: 'dev' }, denied)?.further).toContain(line);
  });

  test('is told from a deploy that fails for something else', () => {
    expect(facts('template', 'Data (AWS::S3::Bucket): it exists already')).toBeUndefined();
  });
});
