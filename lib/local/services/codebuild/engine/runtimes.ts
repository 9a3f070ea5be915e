import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expand } from '../run/commands';
import { PhaseFailure, type Run } from '../run/run';

/** How each runtime of CodeBuild's images tells its version. */
const programs: Readonly<Record<string, readonly [string, ...string[]]>> = {
  nodejs: ['node', '--version'],
  python: ['python3', '--version'],
  java: ['java', '-version'],
  golang: ['go', 'version'],
  ruby: ['ruby', '--version'],
  php: ['php', '--version'],
  dotnet: ['dotnet', '--version'],
  docker: ['docker', '--version'],
  android: ['java', '-version'],
};

/**
 * Versions that were as a build asked, by program and search path: asking costs a process. What was not is asked again,
 * since somebody may have installed it meanwhile.
 */
const known = new Map<string, string>();

/**
 * CodeBuild's images switch to the version that `runtime-versions` asks for. This machine has the one it has: the
 * log says which, loudly where its major version is another than the one asked for.
 * @throws PhaseFailure for a runtime that CodeBuild does not know and, in strict mode, for every mismatch
 */
export async function checkRuntimes(
  run: Run,
  versions: Readonly<Record<string, string>>,
): Promise<void> {
  const runtimes = Object.keys(versions);
  const asked = await expand(run, Object.values(versions));
  for (const [index, runtime] of runtimes.entries())
    await checkRuntime(run, runtime, asked[index] ?? '');
}

async function checkRuntime(run: Run, runtime: string, asked: string): Promise<void> {
  const program = programs[runtime];
  if (!program)
    throw new PhaseFailure(
      'YAML_FILE_ERROR',
      `Unknown runtime named '${runtime}'. This build image has the following runtimes: ${Object.keys(programs).join(', ')}`,
    );
  const searchPath = run.shell?.path ?? '';
  const key = `${program[0]} ${searchPath}`;
  const before = known.get(key) ?? '';
  const found = matches(asked, before) ? before : await versionOf(program, searchPath);
  if (found !== undefined && matches(asked, found)) {
    known.set(key, found);
    run.log.note(`Using ${runtime} ${found} of this machine for runtime version ${asked}`);
    return;
  }
  const here = found === undefined ? `has no ${program[0]}` : `has ${runtime} ${found}`;
  const message = `runtime-versions asks for ${runtime} ${asked}, but this machine ${here}`;
  if (run.context.settings.strict) throw new PhaseFailure('CLIENT_ERROR', message);
  run.log.note(`${'!'.repeat(20)} WARNING: ${message}. The build goes on with what is there.`);
}

async function versionOf(
  [program, ...args]: readonly [string, ...string[]],
  searchPath: string,
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, {
      env: { PATH: searchPath },
    });
    return /(\d+(?:\.\d+)*)/.exec(`${stdout}${stderr}`)?.[1];
  } catch {
    return undefined;
  }
}

/** `20`, `20.x`, `3.12`, `corretto21` and `latest` against `20.20.2`: only the major version decides. */
function matches(asked: string, found: string): boolean {
  if (asked === 'latest') return found !== '';
  const major = /(\d+)/.exec(asked)?.[1];
  return major !== undefined && major === found.split('.')[0];
}
