import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { imageParameter } from '../../buildspecs/cloudformation/parameters';
import { readTemplate } from '../../buildspecs/cloudformation/template';

const examples = path.join(__dirname, '../../examples');

describe.each(['quotes', 'courier'])('the example %s', (name) => {
  const folder = path.join(examples, name);
  const template = fs.readFileSync(path.join(folder, 'template.yml'), 'utf8');

  test('has a template that runs the image of the bundle', () => {
    expect(readTemplate(template, 'template.yml').parameters.has(imageParameter)).toBe(true);
    expect(template).toMatch(/(ImageUri|Image): !Ref GitenvImage/);
  });

  test('has a template that CloudFormation knows every property of', () => {
    expect(complaints(template)).toBe('');
    const wrong = template.replace(
      /(ImageUri|Image): !Ref GitenvImage/,
      'Picture: !Ref GitenvImage',
    );
    expect(complaints(wrong)).not.toBe('');
  });

  test('passes its own tests at each commit of its history', () => {
    const work = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-example-'));
    try {
      fs.cpSync(folder, work, { recursive: true });
      const run = (program: string, ...args: string[]) =>
        execFileSync(program, args, { cwd: work, encoding: 'utf8', stdio: 'pipe' });
      expect(run('./build')).toContain('pass 1');
      for (const patch of fs.readdirSync(`${folder}.history`))
        run('git', 'apply', path.join(`${folder}.history`, patch));
      expect(run('./build')).toContain('pass 1');
    } finally {
      fs.rmSync(work, { recursive: true });
    }
  });
});

test('the example site has a template that CloudFormation knows every property of', () => {
  const template = fs.readFileSync(path.join(examples, 'site/site.yml'), 'utf8');
  expect(complaints(template)).toBe('');
  expect(complaints(template.replace('BucketName:', 'Bucketname:'))).not.toBe('');
});

/** What AWS's own schemas of resources find wrong in a template. */
function complaints(text: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-template-'));
  const printed = jest.spyOn(console, 'error').mockImplementation(() => {});
  try {
    const templateFile = path.join(folder, 'template.yml');
    fs.writeFileSync(templateFile, text);
    const app = new App({
      outdir: path.join(folder, 'out'),
      analyticsReporting: false,
      context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
    });
    new CfnInclude(new Stack(app, 'example'), 'Template', { templateFile });
    app.synth();
    return printed.mock.calls.join('\n');
  } catch (error) {
    return String(error);
  } finally {
    printed.mockRestore();
    fs.rmSync(folder, { recursive: true });
  }
}
