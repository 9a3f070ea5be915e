import { kit, LookedAtRepository } from './repository';

let repository: LookedAtRepository;
afterEach(() => repository.end());

const whatsOf = async (files: Record<string, string>) => {
  repository = new LookedAtRepository(files);
  return (await repository.look()).whats;
};
const settings = (name: string, more: object) =>
  JSON.stringify({ application: 'shop', kit: { name, ...more }, environments: {} });

describe('what a kit begins with', () => {
  test.each<[string, string[]]>([
    ['cloudformation', ['template.yml']],
    ['ecs', ['template.yml', 'Dockerfile']],
    ['lambda-image', ['template.yml', 'Dockerfile']],
    ['terraform', ['main.tf']],
  ])('is missed in the commit: %s', async (name, files) => {
    expect(await whatsOf(kit(name))).toEqual(
      files.map((file) => `The kit ${name} reads ${file}, which is not in the commit`),
    );
  });

  test.each<[string, Record<string, string>]>([
    ['cloudformation', { 'template.json': '{}' }],
    ['ecs', { 'template.yaml': 'Resources: {}', Dockerfile: 'FROM scratch' }],
    ['terraform', { 'variables.tf': '' }],
    ['terraform', { 'everything.tofu': '' }],
  ])('may be called otherwise: %s', async (name, files) => {
    expect(await whatsOf({ ...kit(name), ...files })).toEqual([]);
  });

  test('lies where the settings of the kit say', async () => {
    const config = {
      'gitenv.json': settings('cloudformation', { template: 'stacks/{environment}.yml' }),
    };
    expect(await whatsOf({ ...kit('cloudformation'), ...config })).toEqual([
      'The kit cloudformation reads stacks/dev.yml, which is not in the commit',
    ]);
    repository.commit({ 'stacks/dev.yml': 'Resources: {}' });
    expect((await repository.look()).whats).toEqual([]);
  });

  test('may be in a directory of its own', async () => {
    const config = { 'gitenv.json': settings('terraform', { directory: 'infra/' }) };
    expect(await whatsOf({ ...kit('terraform'), ...config, 'main.tf': '' })).toEqual([
      'The kit terraform reads infra/main.tf, which is not in the commit',
    ]);
    repository.commit({ 'infra/shop.tf': '' });
    expect((await repository.look()).whats).toEqual([]);
  });

  test('that is only in the work tree is to be added', async () => {
    await whatsOf(kit('cloudformation'));
    repository.write({ 'template.yml': 'Resources: {}' });
    const { whats, fixes } = await repository.look();
    expect(whats).toEqual([
      'The kit cloudformation reads template.yml, which is not in the commit: it is only in your work tree',
    ]);
    expect(fixes).toEqual(["git add template.yml && git commit -m 'Add what the release needs'"]);
    expect(await repository.follow()).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ['a program that builds', { build: '#!/bin/sh\nmake\n' }],
    [
      'a program elsewhere',
      {
        'gitenv.json': '{"application":"shop","kit":"cloudformation","scripts":{"build":"ops/b"}}',
        'ops/b': '#!/bin/sh\n',
      },
    ],
    [
      'a command of the buildspec',
      {
        'buildspec.yml': kit('cloudformation')['buildspec.yml'].replace(
          '    commands:\n',
          '    commands:\n      - make template.yml\n',
        ),
      },
    ],
  ])('may be made by %s', async (_, files) => {
    expect(await whatsOf({ ...kit('cloudformation'), ...files })).toEqual([]);
  });
});
