import fs from 'node:fs';
import path from 'node:path';
import { hmac, sha256Hex, signingKey } from '../../../base/signature';
import { currentCredentials } from './credentials';
import type { Run } from './run';

/** What git sends to a CodeCommit address: the role's key and a password that is good for one repository and 15 minutes. */
export interface GitLogin {
  readonly username: string;
  readonly password: string;
}

/** Signs the address of a repository with the credentials of the build's role. */
export async function gitLogin(run: Run, address: URL): Promise<GitLogin> {
  const { AccessKeyId, SecretAccessKey, SessionToken } = currentCredentials(run);
  const timestamp = run.context.now().toISOString().replace(/[-:]/g, '').slice(0, 15);
  const date = timestamp.slice(0, 8);
  const { region } = run.context;
  const canonical = `GIT\n${address.pathname}\n\nhost:${address.host}\n\nhost\n`;
  const toSign = `AWS4-HMAC-SHA256\n${timestamp}\n${date}/${region}/codecommit/aws4_request\n${sha256Hex(canonical)}`;
  const key = signingKey(SecretAccessKey, { date, region, service: 'codecommit' });
  return {
    username: `${AccessKeyId}%${SessionToken}`,
    password: `${timestamp}Z${hmac(key, toSign).toString('hex')}`,
  };
}

/** Asks the server for a login, in the way git asks its credential helpers. */
const helper = `
const asked = Object.fromEntries(
  require('node:fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean).map((line) => line.split(/=(.*)/s).slice(0, 2)),
);
if (process.argv[2] !== 'get' || asked.protocol + '://' + asked.host !== process.argv[3]) process.exit(0);
const address = asked.protocol + '://' + asked.host + '/' + asked.path;
fetch(process.argv[4] + '?git=' + encodeURIComponent(address), { headers: { authorization: process.argv[5] } })
  .then((reply) => reply.json())
  .then(({ username, password }) => process.stdout.write('username=' + username + '\\npassword=' + password + '\\n'))
  .catch(() => process.exit(1));
`;

/**
 * Configures git, through the environment, so that CodeCommit's repositories on this machine open by themselves:
 * what `git-credential-helper: yes` promises.
 */
export function gitHelperVariables(
  run: Run,
  uri: string,
  token: string,
): Readonly<Record<string, string>> {
  const file = path.join(run.folder, 'git-credential.cjs');
  fs.writeFileSync(file, helper);
  const quoted = [process.execPath, file].map((text) => `'${text}'`).join(' ');
  // git adds its verb ("get") at the end; the function puts it first.
  const command = `!f() { ${quoted} "$1" '${run.context.endpoint}' '${uri}' '${token}'; }; f`;
  const { endpoint } = run.context;
  return gitConfigured([
    [`credential.${endpoint}.helper`, command],
    [`credential.${endpoint}.useHttpPath`, 'true'],
  ]);
}

/** Settings as `git -c` hands them to what git starts, which every git reads; `GIT_CONFIG_COUNT` only 2.31 and newer. */
export function gitConfigured(
  settings: readonly (readonly [key: string, value: string])[],
): Readonly<Record<string, string>> {
  const quoted = settings.map(([key, value]) => {
    const text = `${key}=${value}`.replace(/['!]/g, (character) => `'\\${character}'`);
    return `'${text}'`;
  });
  return { GIT_CONFIG_PARAMETERS: quoted.join(' ') };
}
