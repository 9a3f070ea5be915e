import fs from 'node:fs';
import path from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { namesOf, outputs } from '../../../lib/contract';
import type { Verb } from '../../../lib/release/rights/need';
import type { Place } from '../../../lib/release/rights/place';
import { policyFor } from '../../../lib/release/rights/policy';
import { application, type Stage } from '../../deploy/stage';
import { testAccount, testRegion } from '../../local/machine';

/** Where the environment of an account is installed. */
export async function placeIn({ machine }: Stage, account = testAccount): Promise<Place> {
  const { Stacks } = await new CloudFormationClient(machine.client(account)).send(
    new DescribeStacksCommand({ StackName: namesOf(application).stack }),
  );
  const { OutputValue: bucket = '' } =
    Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === outputs.bucket) ?? {};
  const named = { partition: 'aws', account, region: testRegion, application, branch: 'main' };
  return { ...named, bucket, verifies: true };
}

/** Users who may what they are given, in the accounts that profiles lead to. */
export class People {
  private count = 0;

  constructor(private readonly stage: Stage) {}

  /** A user with exactly the rights of some verbs. @returns what makes a command his */
  async with(...verbs: readonly Verb[]): Promise<NodeJS.ProcessEnv> {
    return this.has({ dev: policyFor(verbs, await placeIn(this.stage)) });
  }

  /** A user in the account of each profile. */
  async has(policies: Readonly<Record<string, object>>): Promise<NodeJS.ProcessEnv> {
    this.count += 1;
    const lines: string[] = [];
    for (const [profile, policy] of Object.entries(policies))
      lines.push(...(await this.profile(profile, policy)));
    const file = path.join(this.stage.folder, `config-${this.count}`);
    fs.writeFileSync(file, lines.join('\n'));
    return { AWS_CONFIG_FILE: file };
  }

  private async profile(profile: string, policy: object): Promise<string[]> {
    const { machine } = this.stage;
    const account = profile === 'dev' ? testAccount : '222222222222';
    const iam = new IAMClient(machine.client(account));
    const UserName = `person-${this.count}`;
    await iam.send(new CreateUserCommand({ UserName }));
    const PolicyDocument = JSON.stringify(policy);
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return [
      `[profile ${profile}]`,
      `endpoint_url = ${machine.endpoint}`,
      `aws_access_key_id = ${AccessKey?.AccessKeyId}`,
      `aws_secret_access_key = ${AccessKey?.SecretAccessKey}`,
    ];
  }
}
