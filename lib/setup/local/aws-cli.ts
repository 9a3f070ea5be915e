import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The AWS CLI obeys `endpoint_url` in a profile from these versions on, of its first and of its second major version.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export const leastAwsCli: Readonly<Record<number, number>> = { 1: 29, 2: 13 };

const longestMs = 5000;

/**
 * The AWS CLI on the PATH, if it would ask AWS itself although a profile names the local server.
 * @returns its version; undefined if it is new enough, or there is none
 */
export async function tooOldAwsCli(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)('aws', ['--version'], {
      env: { ...env },
      timeout: longestMs,
    });
    return tooOldIn(`${stdout}${stderr}`);
  } catch {
    return undefined;
  }
}

/** @param text what `aws --version` says, such as `aws-cli/2.9.19 Python/3.11.2 …` */
export function tooOldIn(text: string): string | undefined {
  const [, version, major, minor] = /^aws-cli\/((\d+)\.(\d+)\S*)/.exec(text) ?? [];
  const least = leastAwsCli[Number(major)];
  return least !== undefined && Number(minor) < least ? version : undefined;
}
