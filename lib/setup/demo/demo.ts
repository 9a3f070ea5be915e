import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../../errors';
import { type Narrator, play } from './play';
import { script } from './script';
import { type Stage, setStage } from './stage';

export interface DemoOptions extends Narrator {
  /** Leave the folder, the server and the machines. */
  readonly keep: boolean;
}

export interface DemoResult {
  /** Wall time of the whole demo. */
  readonly seconds: number;
  /** Where to go on, when it was kept: a shell file to source, and the repository to be in. */
  readonly kept:
    | { readonly folder: string; readonly repository: string; readonly shellFile: string }
    | undefined;
}

/**
 * Plays the demo. Whatever ends it, a failure and Ctrl-C included, nothing is left behind unless asked for.
 * @param packageRoot where `dist/` and `examples/` are
 * @throws GitenvError TOOL_MISSING on a package that was not built; LOCAL_FAILED when the story goes wrong
 */
export async function playDemo(packageRoot: string, options: DemoOptions): Promise<DemoResult> {
  const from = process.hrtime.bigint();
  const stage = setStage({
    commands: builtCommands(packageRoot),
    examples: path.join(packageRoot, 'examples'),
  });
  let finished = false;
  const close = () => stage.close(options.keep && finished);
  process.once('exit', close);
  try {
    await play(script, stage, options);
    finished = true;
  } finally {
    process.off('exit', close);
    close();
  }
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  return { seconds, kept: options.keep ? keepsake(stage) : undefined };
}

function builtCommands(packageRoot: string): Record<string, string> {
  const names = ['gitenv', 'git-remote-gitenv'];
  const commands = Object.fromEntries(
    names.map((name) => [name, path.join(packageRoot, 'dist', `${name}.cjs`)]),
  );
  const missing = Object.values(commands).find((file) => !fs.existsSync(file));
  if (missing === undefined) return commands;
  throw new GitenvError('TOOL_MISSING', `${missing} is not there`, { hint: 'npm run build' });
}

/** A file to source, so that a shell sees the demo's world instead of the user's own. */
function keepsake({ folder, repository, env }: Stage): NonNullable<DemoResult['kept']> {
  const shellFile = path.join(folder, 'env.sh');
  const own = [
    'HOME',
    'PATH',
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'GIT_CONFIG_NOSYSTEM',
  ];
  const identity = Object.keys(env).filter((name) => /^GIT_(AUTHOR|COMMITTER)_/.test(name));
  const lines = [...own, ...identity].map(
    (name) => `export ${name}='${env[name]?.replaceAll("'", `'\\''`)}'`,
  );
  fs.writeFileSync(shellFile, `${lines.join('\n')}\n`);
  return { folder, repository, shellFile };
}
