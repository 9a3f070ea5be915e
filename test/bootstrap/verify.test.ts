import fs from 'node:fs';
import { App, Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { GitenvStack, type GitenvStackProps } from '../../bootstrap';
import { parameters } from '../../lib/contract';
import { installed } from './installed';

const asked = { [parameters.verify]: 'yes' };

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly InputArtifacts: readonly { readonly Name: string }[];
}

function deployActions(values: Record<string, string>): Action[] {
  return installed(values).Pipeline.Stages.at(-1).Actions;
}

describe('what looks at a deploy', () => {
  test('is nowhere in an environment that does not ask for it', () => {
    const without = installed();
    expect(JSON.stringify(without)).not.toMatch(/verify/i);
    expect(deployActions({}).map(({ Name }) => Name)).toEqual(['Deploy']);
    const added = Object.keys(installed(asked)).filter((id) => !(id in without));
    expect(added).toEqual(['VerifyLog', 'VerifyRole', 'VerifyProject']);
  });

  test('runs after the deploy, in its stage, with the commit and nothing that a build made', () => {
    const actions = deployActions(asked);
    expect(actions.map(({ Name, RunOrder }) => [Name, RunOrder])).toEqual([
      ['Deploy', 1],
      ['Verify', 3],
    ]);
    const gated = deployActions({ ...asked, [parameters.guarded]: 'yes' });
    expect(gated.map(({ Name, RunOrder }) => [Name, RunOrder])).toEqual([
      ['Gate', 1],
      ['Deploy', 2],
      ['Verify', 3],
    ]);
    expect(actions[1]?.InputArtifacts).toEqual([{ Name: 'Source' }]);
  });

  test('may read the commit and write its log, and nothing else', () => {
    const { VerifyRole, ProjectPolicy } = installed(asked);
    const { Policies, ManagedPolicyArns } = VerifyRole;
    expect(ProjectPolicy.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:GetBucketAcl', 's3:GetBucketLocation'],
        Resource: ['<Artifacts.Arn>'],
      },
    ]);
    expect(ManagedPolicyArns).toBeUndefined();
    expect(Policies).toHaveLength(1);
    expect(Policies[0].PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: ['<VerifyLog.Arn>'],
      },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: ['<Artifacts.Arn>/*/Source/*'],
      },
    ]);
  });

  test('has the policies and the minutes that are named, and ten minutes without', () => {
    const policy = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    const named = installed({
      ...asked,
      [parameters.verifyPolicies]: policy,
      [parameters.verifyTimeout]: '25',
    });
    expect(named.VerifyRole.ManagedPolicyArns).toEqual([policy]);
    expect(named.VerifyProject.TimeoutInMinutes).toBe('25');
    expect(installed(asked).VerifyProject.TimeoutInMinutes).toBe('10');
  });

  test('can be started by the pipeline, and read by whoever pushes from GitHub', () => {
    const all = { ...asked, [parameters.githubSubject]: 'repo:team/orders:ref:refs/heads/main' };
    const { PipelineRole, PusherRole } = installed(all);
    expect(JSON.stringify(PipelineRole)).toContain('<VerifyProject.Arn>');
    expect(JSON.stringify(PusherRole)).toContain('<VerifyProject.Arn>');
    expect(JSON.stringify(PusherRole)).toContain('<VerifyLog.Arn>');
  });
});

describe('GitenvStack', () => {
  const apps: App[] = [];
  afterAll(() => {
    for (const { outdir } of apps) fs.rmSync(outdir, { recursive: true, force: true });
  });
  const made = (props: Partial<GitenvStackProps>) => {
    const app = new App({ builtinCloudFormationValidation: false, analyticsReporting: false });
    apps.push(app);
    const names = { application: 'orders', environment: 'dev' };
    return Template.fromStack(new GitenvStack(app, 'Dev', { ...names, ...props }));
  };

  test('looks at deploys where code says so, with its policies and its time', () => {
    const policy = ManagedPolicy.fromManagedPolicyArn(new App(), 'P', 'arn:aws:iam::aws:policy/P');
    const verify = { policies: [policy], timeout: Duration.minutes(20) };
    const template = made({ verify });
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Name: 'orders-verify',
      TimeoutInMinutes: 20,
    });
    expect(template.toJSON().Resources.VerifyRole.Properties.ManagedPolicyArns).toEqual([
      'arn:aws:iam::aws:policy/P',
    ]);
    made({ verify: true }).resourceCountIs('AWS::CodeBuild::Project', 3);
    expect(JSON.stringify(made({}).toJSON())).not.toMatch(/verify/i);
    expect(JSON.stringify(made({ verify: false }).toJSON())).not.toMatch(/verify/i);
  });
});
