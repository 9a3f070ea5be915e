import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App, type Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { GitenvStack } from '../../bootstrap';
import { AssetsStack } from '../../bootstrap/buckets/assets-stack';
import { GuardStack } from '../../bootstrap/guard-stack';
import { synthesizeTemplate, TemplateStack } from '../../bootstrap/template';
import { assetsTemplate, guardTemplate, template } from './template';

const strict = { context: { '@aws-cdk/core:validateAgainstDefaultRules': true } };
const lenient = { builtinCloudFormationValidation: false };

/** What checkers say: an error ends the synthesis, a warning is only printed. */
function findings(synthesize: () => void): string {
  const printed = jest.spyOn(console, 'error').mockImplementation(() => {});
  try {
    synthesize();
    return printed.mock.calls.join('\n');
  } catch (error) {
    return String(error);
  } finally {
    printed.mockRestore();
  }
}

function checkSolutions(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

/** A bucket without any protection, and with a value that S3 does not know. */
function plantBucket(app: App): void {
  new CfnBucket(app.node.children[0] as Stack, 'Planted', {
    accelerateConfiguration: { accelerationStatus: 'Maybe' },
  });
}

const stacks = {
  environment: { make: (app: App) => new TemplateStack(app), template },
  guard: { make: (app: App) => new GuardStack(app), template: guardTemplate },
  assets: { make: (app: App) => new AssetsStack(app), template: assetsTemplate },
};

describe.each(Object.entries(stacks))('the stack of %s under the eyes of others', (_, stack) => {
  const { make } = stack;

  test('is published as it is synthesized here', () => {
    expect(stack.template()).toEqual(synthesizeTemplate(lenient, undefined, make));
  });

  test('cdk-nag has no finding that is not acknowledged', () => {
    expect(findings(() => synthesizeTemplate(lenient, checkSolutions, make))).toBe('');
  });

  test('cdk-nag would have found a bucket without protection', () => {
    const planted = (app: App) => {
      checkSolutions(app);
      plantBucket(app);
    };
    expect(findings(() => synthesizeTemplate(lenient, planted, make))).toContain(
      'AwsSolutions-S10',
    );
  });

  test('every acknowledgement says why', () => {
    let reasons: string[] = [];
    const collect = (app: App) => {
      reasons = app.node
        .findAll()
        .flatMap(({ node }) => node.metadata)
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.values(data as Record<string, string>).map(String));
    };
    synthesizeTemplate(lenient, collect, make);
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) expect(reason).toMatch(/ .*\.$/s);
  });

  test("CDK's own validator, told to be strict, has no finding", () => {
    expect(findings(() => synthesizeTemplate(strict, undefined, make))).toBe('');
  });

  test("CDK's own validator would have found a value that AWS does not know", () => {
    expect(findings(() => synthesizeTemplate(strict, plantBucket, make))).toContain('Maybe');
  });

  const linter = spawnSync('cfn-lint', ['--version']).status === 0;
  test(linter ? 'cfn-lint has no finding' : 'cfn-lint is not at hand and was not asked', () => {
    if (!linter) return;
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-lint-'));
    try {
      const file = path.join(directory, 'template.json');
      fs.writeFileSync(file, JSON.stringify(stack.template()));
      expect(execFileSync('cfn-lint', [file], { encoding: 'utf8' })).toBe('');
    } finally {
      fs.rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('the construct under the eyes of others', () => {
  test('neither has a finding where code fixes the values', () => {
    const app = new App(strict);
    checkSolutions(app);
    new GitenvStack(app, 'Dev', {
      application: 'orders',
      environment: 'dev',
      approval: true,
      trustGithub: 'team/orders',
      sourceRepositories: ['modules'],
      createGithubProvider: true,
      guarded: true,
      assets: {
        bucket: 'all-bundles',
        region: 'eu-west-1',
        account: '444444444444',
        writer: 'dev',
      },
    });
    try {
      expect(findings(() => app.synth())).toBe('');
    } finally {
      fs.rmSync(app.outdir, { recursive: true, force: true });
    }
  });
});
