import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { detectKit } from '../../../lib/setup/kits/detect-kit';
import { projectsIn, siteIn } from '../../../lib/setup/recognise/projects';
import { filesNamed } from '../../../lib/setup/recognise/repository-files';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-recognise-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

type Files = Readonly<Record<string, string>>;

function repository(files: Files) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  return filesNamed(root, Object.keys(files));
}

const node = (...dependencies: string[]) =>
  JSON.stringify({
    scripts: { build: 'x' },
    dependencies: Object.fromEntries(dependencies.map((name) => [name, '1'])),
  });

describe('a site', () => {
  test.each<[string, Files, string]>([
    ['pages', { 'index.html': '' }, 'index.html'],
    ['mkdocs', { 'mkdocs.yml': '', 'docs/index.md': '' }, 'mkdocs.yml'],
    ['hugo', { 'config.toml': '', 'content/a.md': '' }, 'config.toml and content'],
    ['vite', { 'package.json': node('vite'), 'index.html': '' }, 'package.json with vite'],
    [
      'create-react-app',
      { 'package.json': node('react-scripts'), 'public/index.html': '' },
      'package.json with react-scripts',
    ],
    [
      'next, exported',
      { 'package.json': node('next'), 'next.config.mjs': "export default { output: 'export' }" },
      'package.json with next',
    ],
  ])('is told by what makes it: %s', (_, files, because) => {
    expect(siteIn(repository(files))?.because).toBe(because);
  });

  test.each<[string, Files]>([
    ['a program in Go with a manual', { 'go.mod': '', 'mkdocs.yml': '', 'docs/index.md': '' }],
    ['a package in Python with a manual', { 'setup.py': '', 'a.py': '', 'mkdocs.yml': '' }],
    ['a server with a page', { 'package.json': node('express', 'vite'), 'index.html': '' }],
    ['a library built with vite', { 'package.json': node('vite'), 'src/a.js': '' }],
    ['next that answers requests', { 'package.json': node('next'), 'next.config.js': '' }],
    ['a configuration for something else', { 'config.toml': '' }],
    ['a page of a program in Java', { 'pom.xml': '', 'index.html': '' }],
  ])('is not %s', (_, files) => {
    expect(siteIn(repository(files))).toBeUndefined();
  });
});

describe('the template of a site', () => {
  const built = { build: '#!/bin/sh\n', 'package.json': node() };
  test('speaks for the kit that fills it in, beside programs too', () => {
    const found = detectKit(repository({ ...built, 'site.yml': '!Ref GitenvSiteBucket' }));
    expect(found).toEqual({ name: 'static-site', because: 'site.yml' });
  });

  test('speaks for nothing where it is another file of that name', () => {
    const found = detectKit(repository({ ...built, 'site.yml': 'title: Boats' }));
    expect(found).toMatchObject({ name: 'script' });
  });
});

describe('what builds and tests a project', () => {
  const buildOf = (files: Files) =>
    projectsIn(repository(files))
      .flatMap(({ build }) => build)
      .join('\n');

  test('leaves out the test that npm init writes, which always fails', () => {
    const text = buildOf({
      'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}',
    });
    expect(text).toBe('');
  });

  test('is all there is, where a repository is several things', () => {
    const text = buildOf({ 'go.mod': '', 'package.json': node('vite') });
    expect(text).toContain('go test ./...');
    expect(text).toContain('npm run build');
  });

  test('is nothing for a tool of Python or Ruby that has no program', () => {
    expect(projectsIn(repository({ 'requirements.txt': 'mkdocs\n', Gemfile: '' }))).toEqual([]);
  });
});

describe('several kits', () => {
  test.each<[string, Files, string[]]>([
    ['Terraform beside a program', { 'main.tf': '', 'go.mod': '' }, ['terraform', 'script']],
    ['Terraform beside CDK', { 'main.tf': '', 'cdk.json': '{}' }, ['cdk', 'terraform']],
    ['a Dockerfile alone', { Dockerfile: '' }, ['script', 'ecs', 'lambda-image']],
  ])('can be meant by %s', (_, files, names) => {
    const found = detectKit(repository(files));
    expect(found && 'choices' in found && found.choices.map(({ name }) => name)).toEqual(names);
  });

  test('are no question where a Dockerfile stands beside a program', () => {
    expect(detectKit(repository({ Dockerfile: '', 'go.mod': '' }))).toEqual({
      name: 'script',
      because: 'go.mod',
    });
  });
});
