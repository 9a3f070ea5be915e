import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  type ProfilePlan,
  profileFiles,
  removeProfiles,
  writeProfiles,
} from '../../../lib/setup/local/profiles';

let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-profiles-')));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function plan(more: Partial<ProfilePlan> = {}): ProfilePlan {
  return {
    owner: folder,
    files: {
      config: path.join(folder, 'aws', 'config'),
      credentials: path.join(folder, 'aws', 'credentials'),
    },
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:4599',
    accounts: [
      {
        profile: 'gitenv-dev',
        account: '111111111111',
        accessKeyId: 'AKIA',
        secretAccessKey: 's+/=',
      },
    ],
    ...more,
  };
}

function prepare(name: 'config' | 'credentials', text: string): string {
  const file = plan().files[name];
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

describe('the profiles of the local accounts', () => {
  test('stand in the files AWS names, and are gone again with the files', () => {
    const { files } = plan();
    writeProfiles(plan());
    expect(fs.readFileSync(files.config, 'utf8')).toContain(
      '[profile gitenv-dev]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:4599\n',
    );
    expect(fs.readFileSync(files.credentials, 'utf8')).toContain(
      '[gitenv-dev]\naws_access_key_id = AKIA\naws_secret_access_key = s+/=\n',
    );
    expect(fs.statSync(files.credentials).mode & 0o777).toBe(0o600);
    removeProfiles(folder, files);
    expect(fs.readdirSync(path.join(folder, 'aws'))).toEqual([]);
  });

  test('leave mode, links and every other byte of a file as they were', () => {
    const bytes = Buffer.from('[default]\r\n# caf\xe9 \xff\r\nregion = x', 'latin1');
    const target = path.join(folder, 'dotfiles');
    fs.writeFileSync(target, bytes);
    fs.chmodSync(target, 0o640);
    const link = plan().files.config;
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync('../dotfiles', link);
    writeProfiles(plan());
    expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(target, 'latin1')).toContain('gitenv-dev');
    expect(fs.statSync(target).mode & 0o777).toBe(0o640);
    removeProfiles(folder, plan().files);
    expect(fs.readFileSync(target).equals(bytes)).toBe(true);
    expect(fs.readdirSync(folder).sort()).toEqual(['aws', 'dotfiles']);
  });

  test.each([
    ['config', '[profile gitenv-dev]\nregion = us-east-1\n'],
    ['credentials', '[gitenv-dev]\naws_access_key_id = AKIAMINE\n'],
  ] as const)('are refused where %s has one of that name already', (name, text) => {
    const file = prepare(name, text);
    expect(() => writeProfiles(plan())).toThrow(
      expect.objectContaining({
        code: 'LOCAL_BUSY',
        exitCode: 3,
        message: `${file} has a profile 'gitenv-dev' that gitenv did not write, and leaves alone.`,
      }),
    );
    expect(fs.readFileSync(file, 'utf8')).toBe(text);
    expect(fs.readdirSync(path.dirname(file))).toEqual([name]);
  });

  test('leave a file that cannot be replaced as it was, and say so', () => {
    const { files } = plan();
    fs.writeFileSync(path.join(folder, 'aws'), 'a file where a folder should be');
    expect(() => writeProfiles(plan())).toThrow(
      expect.objectContaining({ exitCode: 3, message: expect.stringContaining(files.config) }),
    );
    expect(fs.readdirSync(folder)).toEqual(['aws']);
  });

  test('of another root are refused while that root exists, and taken over once it is gone', () => {
    const other = path.join(folder, 'other');
    fs.mkdirSync(other);
    writeProfiles(plan({ owner: other }));
    expect(() => writeProfiles(plan())).toThrow(expect.objectContaining({ code: 'LOCAL_BUSY' }));
    fs.rmdirSync(other);
    writeProfiles(plan({ endpoint: 'http://127.0.0.1:1' }));
    const config = fs.readFileSync(plan().files.config, 'utf8');
    expect(config.match(/\[profile gitenv-dev\]/g)).toHaveLength(1);
    expect(config).toContain('http://127.0.0.1:1\n');
  });

  test('go where the environment says', () => {
    expect(profileFiles({ HOME: '/home/x' })).toEqual({
      config: '/home/x/.aws/config',
      credentials: '/home/x/.aws/credentials',
    });
    const moved = { HOME: '/home/x', AWS_CONFIG_FILE: '~/c', AWS_SHARED_CREDENTIALS_FILE: '/k' };
    expect(profileFiles(moved)).toEqual({ config: '/home/x/c', credentials: '/k' });
  });
});
