import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const names = [
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_CODECOMMIT',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_EC2_METADATA_DISABLED',
];

/**
 * Points this process at AWS files of its own in a new folder, with nothing of the shell's AWS settings left.
 * @returns the folder, and how to go back
 */
export function useAwsFiles(config: string, credentials = ''): { folder: string; restore(): void } {
  const before = names.map((name) => [name, process.env[name]] as const);
  for (const name of names) delete process.env[name];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-aws-'));
  fs.writeFileSync(path.join(folder, 'config'), config);
  fs.writeFileSync(path.join(folder, 'credentials'), credentials);
  process.env.AWS_CONFIG_FILE = path.join(folder, 'config');
  process.env.AWS_SHARED_CREDENTIALS_FILE = path.join(folder, 'credentials');
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  return {
    folder,
    restore() {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
