import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseConfig } from '../../../lib/config/config';
import { siteTemplate } from '../../../lib/setup/content/site-template';
import { declarationOf } from '../../../lib/setup/policy/declaration';
import { kitRights } from '../../../lib/setup/policy/kit-rights';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-declaration-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const write = (file: string, text: string) => {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text);
};
const declared = (more: object) =>
  declarationOf(
    root,
    parseConfig(JSON.stringify({ application: 'shop', environments: {}, ...more })),
  );
const queue = 'Resources: { Orders: { Type: "AWS::SQS::Queue" } }';
const filesAndStacks = (more: object) =>
  declared(more).templates.map(({ template, stack }) => [template.file, stack]);

describe('what a commit declares', () => {
  test.each([
    ['template.yml', 'cloudformation', 'shop'],
    ['template.json', 'ecs', 'shop'],
    [
      'infra/all.yml',
      { name: 'cloudformation', template: 'infra/all.yml', stack: 'shop-{environment}' },
      'shop-*',
    ],
    ['site.yml', { name: 'static-site', site: 'dist', template: 'site.yml' }, 'shop'],
  ])('is %s for the kit %j', (file, kit, stack) => {
    write(file, file.endsWith('json') ? '{"Resources":{"Q":{"Type":"AWS::SQS::Queue"}}}' : queue);
    expect(filesAndStacks({ kit })).toEqual([[file, stack]]);
  });

  test('is what gitenv init is about to write', () => {
    const kit = { name: 'static-site', site: 'dist', template: 'site.yml' };
    const config = parseConfig(JSON.stringify({ application: 'shop', kit, environments: {} }));
    expect(() => declarationOf(root, config)).toThrow('There is no site.yml');
    const { templates } = declarationOf(root, config, [siteTemplate]);
    expect(templates.map(({ template }) => template.file)).toEqual(['site.yml']);
  });

  test('is the templates of components together', () => {
    write('data/template.yml', queue);
    write('web/template.yml', queue);
    const kit = 'cloudformation';
    expect(
      filesAndStacks({ kit, components: { data: { path: 'data' }, web: { path: 'web', kit } } }),
    ).toEqual([
      ['data/template.yml', 'shop-data'],
      ['web/template.yml', 'shop-web'],
    ]);
  });

  test('of the CDK is what its synthesis left, stages included', () => {
    const text = '{"Resources":{"Q":{"Type":"AWS::SQS::Queue"}}}';
    write('cdk.out/shop-dev.template.json', text);
    write('cdk.out/assembly-prd/shop-prd.template.json', text);
    expect(filesAndStacks({ kit: 'cdk' }).map(([file]) => file)).toEqual([
      'cdk.out/assembly-prd/shop-prd.template.json',
      'cdk.out/shop-dev.template.json',
    ]);
  });

  test.each([
    ['cdk', /known after its synthesis, and there is no cdk.out/, /Synthesize it/],
    [
      'sam',
      /With the kit sam, no template in the commit says what a deploy changes/,
      /--deploy-rights nothing, administrator or/,
    ],
    ['terraform', /With the kit terraform, no template/, /--deploy-rights nothing/],
    [undefined, /With buildspecs of your own, no template/, /--deploy-rights nothing/],
    [
      'cloudformation',
      /There is no template.yml, from which the policy would be made/,
      /Write it first/,
    ],
  ])('is not known for the kit %s where nothing says it', (kit, clause, advice) => {
    expect(() => declared({ kit })).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        clause: expect.stringMatching(clause),
        advice: expect.stringMatching(advice),
        changed: 'nothing',
      }),
    );
  });

  test('is refused for an application that is named as what gitenv makes', () => {
    write('template.yml', queue);
    expect(() => declared({ application: 'gitenv-x', kit: 'cloudformation' })).toThrow(
      /would also allow what gitenv itself has made/,
    );
  });
});

describe.each(['ecs', 'lambda-image', 'static-site'])('the kit %s', (kit) => {
  test('says in its README each right that its deploys need', () => {
    const file = path.join(__dirname, '../../../buildspecs', kit, 'README.md');
    const readme = fs.readFileSync(file, 'utf8');
    const actions = kitRights(kit, 'shop').flatMap((one) => one.actions);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => !readme.includes(`\`${action}\``))).toEqual([]);
  });
});
