import fs from 'node:fs';
import path from 'node:path';
import { has, makePlace, type Place, type ShellName } from './shells';

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.end());

const shells: readonly ShellName[] = ['bash', 'zsh', 'fish'];
const present = shells.filter(has);

/** Words as a person types them; C is the commit. */
const rewritten = [
  ['push prd C', 'push prd C:refs/heads/live'],
  ['push prd HEAD~1', 'push prd HEAD~1:refs/heads/live'],
  ['push prd v1', 'push prd v1^{commit}:refs/heads/live'],
  ['push -q prd C --force-with-lease', 'push -q prd C:refs/heads/live --force-with-lease'],
  ["push -o 'reason=two words' prd C", 'push -o|reason=two words|prd C:refs/heads/live'],
  ['-c a.b=c push prd C', '-c a.b=c push prd C:refs/heads/live'],
  ['-C ../shop push prd C', '-C ../shop push prd C:refs/heads/live'],
] as const;

const untouched = [
  'push',
  'push prd',
  'push prd side',
  'push prd refs/tags/v1',
  'push prd tags/v1',
  'push prd HEAD',
  'push prd C:main',
  'push prd +C',
  'push prd 0000000',
  'push prd C side',
  'push prd --delete C',
  'push origin C',
  'push nowhere C',
  '-C /nowhere push prd C',
  '--no-pager push prd C',
  'push -- prd C',
  "push prd ''",
  "push 'p d' 'a  b'",
  "push prd '$(touch evil)'",
  "push prd '`touch evil`'",
  "push '$(touch evil)' C",
];

/** The words that git is to be given, separated by `|` where one has a space in it. */
function wordsOf(line: string, commit: string): string[] {
  return line.split(/[ |](?!words)/).map((word) => word.replace(/^C(?=$|:)/, commit));
}

describe.each(present.map((shell) => [shell]))('git push <env> <commit> in %s', (shell) => {
  test('names the branch for exactly that form, with every option kept', () => {
    const lines = rewritten.map(
      ([typed]) => `git ${typed.replace(/\bC\b(?! )|\bC\b(?= --)/, place.commit)}`,
    );
    place.run(shell, lines.join('\n'));
    expect(place.pushes()).toEqual(rewritten.map(([, given]) => wordsOf(given, place.commit)));
  });

  test('passes everything else on to git as it is', () => {
    const given = untouched.map((typed) => typed.replace(/(?<= \+?)C\b(?!\/)/, place.commit));
    place.run(shell, given.map((typed) => `git ${typed}`).join('\n'));
    const plain = makePlace();
    plain.run('bash', given.map((typed) => `command git ${typed}`).join('\n'));
    expect(place.pushes()).toEqual(plain.pushes());
    expect(place.pushes()).toHaveLength(untouched.length);
    plain.end();
    expect(fs.existsSync(path.join(place.repository, 'evil'))).toBe(false);
  });

  describe('of a commit that the environment has gone on from', () => {
    beforeEach(() => place.git('update-ref', 'refs/remotes/prd/live', 'HEAD'));

    test.each([
      ['a full hash', (commit: string) => commit],
      ['a short hash', (commit: string) => commit.slice(0, 7)],
      ['a tag', () => 'earlier'],
      ['an annotated tag', () => 'told'],
      ['an expression', () => 'HEAD~1'],
    ])('by %s is a rollback to it', (_, spell) => {
      place.git('tag', 'earlier', 'HEAD~1');
      place.git('tag', '-a', '-m', 'Told', 'told', 'HEAD~1');
      const status = shell === 'fish' ? '$status' : '$?';
      const line = `git push prd '${spell(place.commit)}'; echo ${status}`;
      expect(place.run(shell, line).stdout).toBe('43\n');
      expect(place.rollbacks()).toEqual([['rollback', 'prd', '--to', place.commit]]);
      expect(place.pushes()).toEqual([]);
    });

    test('is left to git if an option says how to push it, or the environment is at it', () => {
      const { commit } = place;
      place.run(shell, `git push -o reason=x prd ${commit}\ngit push prd ${commit} --force`);
      place.git('update-ref', 'refs/remotes/prd/live', commit);
      place.run(shell, `git push prd ${commit}`);
      expect(place.pushes()).toHaveLength(3);
      expect(place.rollbacks()).toEqual([]);
    });
  });

  test('leaves exit codes, aliases, input and output to git', () => {
    place.git('config', 'alias.last', 'log -1 --format=%s');
    const status = shell === 'fish' ? '$status' : '$?';
    const run = (line: string) => place.run(shell, `${line}\necho "code ${status}"`).stdout;
    expect(run(`git push prd ${place.commit}`)).toBe('code 42\n');
    expect(run('git push prd side')).toBe('code 42\n');
    expect(run('git rev-parse --verify --quiet nothing')).toBe('code 1\n');
    expect(run('git last')).toBe('Newest\ncode 0\n');
    expect(run("echo x | git hash-object --stdin; git log -1 --format='tformat:a  %s'")).toBe(
      '587be6b4c3f93f93c489c0111bba5596147a26cb\na  Newest\ncode 0\n',
    );
    expect(run('command git push prd C')).toBe('code 42\n');
    expect(place.pushes().at(-1)).toEqual(['push', 'prd', 'C']);
  });

  test('does not take the place of a function named git that is there', () => {
    const define = shell === 'fish' ? 'function git; echo mine; end' : 'git() { echo mine; }';
    const load =
      shell === 'fish' ? 'gitenv shell-init fish | source' : `eval "$(gitenv shell-init ${shell})"`;
    const forget =
      shell === 'zsh' ? 'unfunction git' : shell === 'fish' ? 'functions -e git' : 'unset -f git';
    const { stdout, stderr } = place.run(shell, `${load}\n${forget}\n${define}\n${load}\ngit push`);
    expect(stdout).toBe('mine\n');
    expect(stderr.match(/there is a function named git already/g)).toHaveLength(1);
  });
});

const absent = shells.filter((shell) => !present.includes(shell));
const title =
  absent.length > 0
    ? `the scripts, of which ${absent.join(' and ')} cannot be run on this machine,`
    : 'the scripts';

test(`${title} call git past the function, and evaluate nothing`, () => {
  for (const shell of shells) {
    const { status, stdout } = place.run('bash', `gitenv shell-init ${shell}`);
    expect(status).toBe(0);
    expect(stdout).toContain('command git ');
    expect(stdout).toContain('gitenv complete -- ');
    expect(stdout).not.toMatch(/\beval\b|compgen -W/);
  }
});

test('a shell that there is no script for is refused', () => {
  const { status, stderr } = place.run('bash', 'gitenv shell-init csh');
  expect(status).toBe(2);
  expect(stderr).toContain("There is no script for 'csh', only for bash, zsh, fish.");
});
