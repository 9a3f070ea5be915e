import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readBytes, replaceFile } from '../../config/replace-file';
import { GitenvError } from '../../errors';
import { shellWord } from '../../shell-word';
import {
  blocksOf,
  foreignProfiles,
  type ProfileSection,
  withBlock,
  withoutBlock,
} from './profile-block';

/** One account of the server, as a profile shows it. */
export interface LocalAccount {
  readonly profile: string;
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface ProfileFiles {
  readonly config: string;
  readonly credentials: string;
}

export interface ProfilePlan {
  /** The root whose profiles these are. */
  readonly owner: string;
  readonly files: ProfileFiles;
  readonly region: string;
  readonly endpoint: string;
  readonly accounts: readonly LocalAccount[];
}

type Env = Readonly<Record<string, string | undefined>>;

/** The files that AWS's own tools read, which `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` may move. */
export function profileFiles(env: Env): ProfileFiles {
  const home = env.HOME || os.homedir();
  const place = (moved: string | undefined, name: string) =>
    path.resolve(moved ? moved.replace(/^~(?=\/)/, home) : path.join(home, '.aws', name));
  return {
    config: place(env.AWS_CONFIG_FILE, 'config'),
    credentials: place(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}

/**
 * Refuses before anything is written when a profile of one of these names is somebody else's.
 * @throws GitenvError LOCAL_BUSY
 */
export function checkProfiles(owner: string, files: ProfileFiles, names: readonly string[]): void {
  for (const file of [files.config, files.credentials]) {
    const text = readBytes(file);
    const taken = foreignProfiles(text).find((name) => names.includes(name));
    if (taken !== undefined) {
      throw new GitenvError(
        'LOCAL_BUSY',
        `${file} has a profile '${taken}' that gitenv did not write, and leaves alone`,
        { hint: 'gitenv local up --prefix mine' },
      );
    }
    const other = blocksOf(text).find(
      (block) => block.owner !== owner && block.profiles.some((name) => names.includes(name)),
    );
    if (other && fs.existsSync(other.owner)) {
      throw new GitenvError(
        'LOCAL_BUSY',
        `The profile '${names[0]}' in ${file} belongs to the server of ${other.owner}`,
        {
          advice: 'Remove that server, or give the profiles of this one another name.',
          hint: `gitenv local destroy --root ${shellWord(other.owner)}\ngitenv local up --prefix mine`,
        },
      );
    }
  }
}

/** Writes both files, credentials first, so that no profile is ever without its keys. */
export function writeProfiles(plan: ProfilePlan): void {
  const { owner, files, accounts, region, endpoint } = plan;
  const names = accounts.map(({ profile }) => profile);
  checkProfiles(owner, files, names);
  update(files.credentials, owner, names, accounts.map(keysSection));
  update(
    files.config,
    owner,
    names,
    accounts.map(({ profile }) => ({
      heading: `profile ${profile}`,
      settings: { region, endpoint_url: endpoint },
    })),
  );
}

export function removeProfiles(owner: string, files: ProfileFiles): void {
  for (const file of [files.config, files.credentials]) {
    const text = readBytes(file);
    const rest = withoutBlock(text, owner);
    if (rest !== text) replaceFile(file, rest);
  }
}

function keysSection({ profile, accessKeyId, secretAccessKey }: LocalAccount): ProfileSection {
  return {
    heading: profile,
    settings: { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey },
  };
}

/** Also takes out what a root that no longer exists left behind under the same names. */
function update(
  file: string,
  owner: string,
  names: readonly string[],
  sections: readonly ProfileSection[],
): void {
  const text = readBytes(file);
  const cleared = blocksOf(text)
    .filter((block) => block.owner !== owner && block.profiles.some((n) => names.includes(n)))
    .reduce((rest, block) => withoutBlock(rest, block.owner), text);
  const next = withBlock(cleared, owner, sections);
  if (next !== text) replaceFile(file, next);
}
