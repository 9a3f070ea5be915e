import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createColors } from 'picocolors';
import { renderInit } from '../../../cli/render/init-result';
import { withoutDocker } from '../../../lib/setup/kits/docker';

const buildspecs = path.resolve(__dirname, '../../../buildspecs');
const account = { account: '111111111111', region: 'eu-west-1' };
const config = {
  application: 'shop',
  environments: {
    dev: { ...account, privileged: true },
    stg: { ...account, privileged: false },
    prd: account,
  },
};

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-repository-'));
});
afterEach(() => fs.rmSync(root, { recursive: true }));

/** Which of the environments lack Docker, with the buildspec of this kit. */
function lacking(kit: string): string[] {
  const file = path.join(root, 'buildspec.yml');
  fs.copyFileSync(path.join(buildspecs, kit, 'buildspec.yml'), file);
  return withoutDocker(root, config, ['dev', 'stg', 'prd']);
}

describe('environments whose builds may run no Docker', () => {
  test.each(['lambda-image', 'ecs'])('lack it with the kit %s, which makes images', (kit) => {
    expect(lacking(kit)).toEqual(['stg', 'prd']);
  });

  test.each(['script', 'cloudformation'])('lack nothing with the kit %s', (kit) => {
    expect(lacking(kit)).toEqual([]);
  });

  test('lack nothing where there is no buildspec', () => {
    expect(withoutDocker(root, config, ['stg'])).toEqual([]);
  });

  test('are told of when they are installed, with the command that changes it', () => {
    const result = {
      application: 'shop',
      branch: 'main',
      path: ['stg', 'prd'],
      environments: [],
      defaultRemote: 'stg',
      files: [],
      starters: [],
      next: ['git push'],
      checkedOut: 'main',
      kit: undefined,
      withoutDeployPolicy: [],
      lacks: [],
    };
    expect(renderInit({ ...result, withoutDocker: ['stg', 'prd'] }, createColors(false))).toContain(
      'builds may run no Docker yet: gitenv init stg prd --privileged',
    );
    expect(renderInit({ ...result, withoutDocker: [] }, createColors(false))).not.toContain(
      'Docker',
    );
  });
});
