import fs from 'node:fs';
import type { World } from './world';

/** What a client of AWS's SDK needs to call an environment's account as the world's profile does. */
export function accountOf({ env }: World, environment: string) {
  const settingOf = (file: string | undefined, key: string) => {
    const [, section = ''] = fs
      .readFileSync(file ?? '', 'utf8')
      .split(new RegExp(`^\\[(?:profile )?gitenv-${environment}\\]$`, 'm'));
    return new RegExp(`^${key}\\s*=\\s*(.+)$`, 'm').exec(section)?.[1] ?? '';
  };
  return {
    region: 'eu-west-1',
    endpoint: settingOf(env.AWS_CONFIG_FILE, 'endpoint_url'),
    forcePathStyle: true,
    credentials: {
      accessKeyId: settingOf(env.AWS_SHARED_CREDENTIALS_FILE, 'aws_access_key_id'),
      secretAccessKey: settingOf(env.AWS_SHARED_CREDENTIALS_FILE, 'aws_secret_access_key'),
    },
  };
}
