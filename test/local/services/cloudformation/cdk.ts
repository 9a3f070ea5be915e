import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestMachine } from '../../machine';

const root = path.join(__dirname, '..', '..', '..', '..');

/** A log group, and a parameter that names it. */
const program = `
const { App, CfnOutput, LegacyStackSynthesizer, Stack } = require('aws-cdk-lib');
const { LogGroup } = require('aws-cdk-lib/aws-logs');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');
const app = new App({ builtinCloudFormationValidation: false });
const synthesizer = process.env.SYNTHESIZER === 'legacy' ? new LegacyStackSynthesizer() : undefined;
const stack = new Stack(app, 'Hand', synthesizer && { synthesizer });
const group = new LogGroup(stack, 'Group', { retention: Number(process.env.DAYS), removalPolicy: 'destroy' });
const parameter = new StringParameter(stack, 'Named', { stringValue: group.logGroupName });
new CfnOutput(stack, 'Name', { value: parameter.parameterName });
`;

/** An application made with CDK, and the unmodified \`cdk\` command, told no more than a profile. */
export class CdkApp {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-cdk-'));

  constructor(machine: TestMachine) {
    const { credentials, region, endpoint } = machine.client();
    const { accessKeyId, secretAccessKey } = credentials;
    this.write('config', `[profile hand]\nregion = ${region}\nendpoint_url = ${endpoint}\n`);
    this.write(
      'credentials',
      `[hand]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    this.write('app.js', program);
    this.write('cdk.json', JSON.stringify({ app: 'node app.js', versionReporting: false }));
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(this.folder, 'node_modules'));
  }

  private write(name: string, content: string): void {
    fs.writeFileSync(path.join(this.folder, name), content);
  }

  /** @returns what it said, on either stream */
  async run(
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [path.join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args, '--no-notices'],
      {
        cwd: this.folder,
        env: {
          PATH: process.env.PATH,
          HOME: this.folder,
          AWS_PROFILE: 'hand',
          AWS_CONFIG_FILE: path.join(this.folder, 'config'),
          AWS_SHARED_CREDENTIALS_FILE: path.join(this.folder, 'credentials'),
          CDK_DISABLE_CLI_TELEMETRY: 'true',
          NODE_NO_WARNINGS: '1',
          ...variables,
        },
      },
    );
    return stdout + stderr;
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
