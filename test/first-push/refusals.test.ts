import fs from 'node:fs';
import path from 'node:path';
import { FirstWorld } from './first-world';

let first: FirstWorld;
beforeAll(async () => {
  first = await FirstWorld.open();
});
afterAll(() => first.end());

/** Types the commands that init ends with. */
async function follow(folder: string, stdout: string) {
  const next: readonly string[] = JSON.parse(stdout).next;
  for (const step of next.slice(0, -1)) await first.ok(folder, step);
  return first.sh(folder, next.at(-1) ?? '');
}

describe('what several kits can be meant by is refused before anything is changed, and green with the kit named', () => {
  test.each([
    ['a Dockerfile alone', { Dockerfile: 'FROM scratch\n' }, '--kit ecs'],
    ['Terraform beside a program', { 'main.tf': '', 'go.mod': 'module a\n' }, '--kit terraform'],
  ])('%s', async (_, files, other) => {
    const folder = await first.begin({ files });
    const { status, stderr } = await first.sh(folder, 'gitenv init dev --yes');
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/Add one of: .*--kit script/);
    expect(stderr).toContain(other);
    expect(await first.ok(folder, 'git status --porcelain && git remote')).toBe('');
    const init = await first.ok(folder, 'gitenv init dev --yes --json --kit script');
    expect(await follow(folder, init)).toMatchObject({ status: 0 });
  });
});

describe('what would be red is refused before the push, with words that lead to green', () => {
  test('a build whose lines end as on Windows', async () => {
    const files = { build: '#!/bin/sh\r\ntrue\r\n', deploy: '#!/bin/sh\ntrue\n' };
    const folder = await first.begin({ files });
    const init = await first.ok(folder, 'gitenv init dev --yes --json');
    const { status, stderr } = await follow(folder, init);
    expect(status).not.toBe(0);
    const [, fix = ''] = /hint: (echo .*)\n/.exec(stderr) ?? [];
    await first.ok(folder, fix);
    expect(await first.sh(folder, 'git push dev')).toMatchObject({ status: 0 });
  });

  test('files that Git LFS keeps elsewhere', async () => {
    const pointer =
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';
    const folder = await first.begin({
      files: {
        build: '#!/bin/sh\ntrue\n',
        deploy: '#!/bin/sh\ntrue\n',
        'film.mp4': pointer,
        '.gitattributes': '*.mp4 filter=lfs diff=lfs merge=lfs -text\n',
      },
    });
    const init = await first.ok(folder, 'gitenv init dev --yes --json');
    const { status, stderr } = await follow(folder, init);
    expect(status).not.toBe(0);
    expect(stderr).toContain(
      'If no build needs them, write "lfs": "pointers" in gitenv.json instead',
    );
    const file = path.join(folder, 'gitenv.json');
    const config = { lfs: 'pointers', ...JSON.parse(fs.readFileSync(file, 'utf8')) };
    fs.writeFileSync(file, JSON.stringify(config));
    await first.ok(folder, "git commit --quiet --all --message 'Keep pointers'");
    expect(await first.sh(folder, 'git push dev')).toMatchObject({ status: 0 });
  });
});
