import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf, stderrOf } from '../../../values/thrown';
import { gitConfigured, gitLogin } from '../run/git-credentials';
import { PhaseFailure, type Run } from '../run/run';

export interface CloneRequest {
  readonly address: string;
  /** A branch, tag or commit; without one, the default branch. */
  readonly version: string | undefined;
  /** 0 or nothing for the whole history. */
  readonly depth?: number | undefined;
  readonly submodules?: boolean | undefined;
}

/**
 * Clones a repository of this machine over HTTP, as the build's role, and checks the version out.
 * @returns the commit
 * @throws PhaseFailure with git's own words
 */
export async function clone(run: Run, folder: string, request: CloneRequest): Promise<string> {
  const address = repositoryAddress(run, request.address);
  const { username, password } = await gitLogin(run, address);
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: run.folder,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    // Not as an argument, which others on this machine could see.
    ...gitConfigured([[`http.${address.href}.extraHeader`, `Authorization: Basic ${login}`]]),
  };
  const git = (...args: string[]) => runGit(folder, args, environment);
  const depth = request.depth ? ['--depth', String(request.depth), '--no-single-branch'] : [];
  await git('clone', '--quiet', '--no-checkout', ...depth, address.href, '.');
  const commit = await resolve(git, request.version);
  await git('-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--detach', commit);
  if (request.submodules) await git('submodule', '--quiet', 'update', '--init', '--recursive');
  return commit;
}

type Git = (...args: string[]) => Promise<string>;

async function resolve(git: Git, version: string | undefined): Promise<string> {
  const name = version?.replace(/^refs\/(heads|tags)\//, '');
  const candidates = name
    ? [`refs/remotes/origin/${name}`, `refs/tags/${name}`, name]
    : ['refs/remotes/origin/HEAD'];
  for (const candidate of candidates) {
    try {
      return await git(
        'rev-parse',
        '--verify',
        '--quiet',
        '--end-of-options',
        `${candidate}^{commit}`,
      );
    } catch {
      // The next spelling may exist.
    }
  }
  throw new PhaseFailure(
    'CLIENT_ERROR',
    `source version ${version ?? 'HEAD'} is not in the repository`,
  );
}

/** AWS's own host names stand for this machine. */
function repositoryAddress(run: Run, location: string): URL {
  const match = /^https?:\/\/[^/]+(\/v1\/repos\/[^/]+)$/.exec(location);
  if (!match)
    throw new PhaseFailure(
      'CLIENT_ERROR',
      `${location} is not the address of a CodeCommit repository`,
    );
  return new URL(match[1] ?? '', run.context.endpoint);
}

async function runGit(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd, env });
    return stdout.trim();
  } catch (error) {
    const stderr = stderrOf(error);
    throw new PhaseFailure('CLIENT_ERROR', `git ${args[0]}: ${stderr.trim() || messageOf(error)}`);
  }
}
