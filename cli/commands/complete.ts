import { type Command, defineCommand, globalOptions } from '../command';
import type { Candidate } from '../completion';
import type { Session } from '../session';

/**
 * What the scripts of `gitenv shell-init` ask; not for people, so it stands in no group of the help.
 * @param commands those that are completed
 */
export const completeCommand = (commands: readonly Command[]) =>
  defineCommand({
    name: 'complete',
    summary: 'Say what may stand where the cursor is, for the shell',
    arguments: [
      {
        spelling: '[words...]',
        meaning: 'gitenv or git, and the words after it, up to the cursor',
      },
    ],
    run: async (session, { args: [program, ...words] }) => {
      const { harmless } = await import('../completion');
      const found = await (program === 'git'
        ? forGit(session, words)
        : forGitenv(session, commands, words));
      const offered = harmless(found, words.at(-1) ?? '');
      session.output.result(offered, () =>
        offered.map(({ name, meaning }) => `${name}\t${meaning}\n`).join(''),
      );
      return undefined;
    },
  });

async function forGitenv(
  session: Session,
  commands: readonly Command[],
  words: readonly string[],
): Promise<Candidate[]> {
  const { expectedAt } = await import('../completion');
  const expected = expectedAt(commands, globalOptions, words);
  if (expected.kind === 'words') return [...expected.candidates];
  const at = words.lastIndexOf('-C', words.length - 2);
  const directory = at < 0 ? undefined : words[at + 1];
  if (expected.kind === 'commit') return commits(session, directory);
  if (expected.kind === 'setting') return settings(session, words, directory);
  return environments(session, directory);
}

/** `git push <env> ` alone: everything else is for git's own completion. */
async function forGit(session: Session, words: readonly string[]): Promise<Candidate[]> {
  const [verb, name] = words;
  if (verb !== 'push' || words.length !== 3) return [];
  const known = (await environments(session)).some((environment) => environment.name === name);
  return known ? commits(session) : [];
}

async function environments({ project }: Session, directory?: string): Promise<Candidate[]> {
  const found = await project(directory).catch(() => undefined);
  return (found?.environments ?? []).map(({ name, region, account }) => ({
    name,
    meaning: account === undefined ? region : `account ${account}, ${region}`,
  }));
}

/** Of the environment that was named before. */
async function settings(
  { project }: Session,
  words: readonly string[],
  directory?: string,
): Promise<Candidate[]> {
  const found = await project(directory).catch(() => undefined);
  const environment = found?.environments.find(({ name }) => words.includes(name));
  return (environment?.settings ?? []).map(({ name, reference }) => ({ name, meaning: reference }));
}

async function commits(session: Session, directory?: string): Promise<Candidate[]> {
  const { namedCommits } = await import('../../lib/inspect/named-commits');
  return namedCommits({ cwd: directory ?? session.directory }).catch(() => []);
}
