import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endProcesses } from '../../../../../lib/local/services/codebuild/shell/processes';
import { Shell, ShellGone } from '../../../../../lib/local/services/codebuild/shell/shell';

let folder: string;
let shell: Shell;
let output: string;
let id: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-shell-'));
});
afterEach(() => {
  endProcesses(id, shell.pid);
  fs.rmSync(folder, { recursive: true, force: true });
});

function open(name: 'bash' | 'sh', environment: Record<string, string> = {}): void {
  output = '';
  id = `test:${folder}`;
  shell = new Shell({
    shell: name,
    directory: folder,
    folder,
    environment: { PATH: process.env.PATH ?? '', CODEBUILD_BUILD_ID: id, ...environment },
    onOutput: (chunk) => {
      output += chunk;
    },
  });
}

/** Runs one command after another; the output and the status are the last one's. */
async function run(...commands: string[]): Promise<[number, string]> {
  let status = -1;
  for (const command of commands) {
    output = '';
    status = await shell.run(command);
  }
  return [status, output];
}

describe.each(['bash', 'sh'] as const)('a command in %s', (name) => {
  beforeEach(() => open(name));

  test('finds the variables of the one before, exported or not, and its folder', async () => {
    fs.mkdirSync(path.join(folder, 'below it'));
    expect(
      await run('A=1; export B="2\n3"', 'cd "below it"', 'echo "$A $B"; pwd; sh -c "echo $A"'),
    ).toEqual([0, `1 2\n3\n${fs.realpathSync(folder)}/below it\n1\n`]);
  });

  test('finds what the build was given, until a command unsets it', async () => {
    endProcesses(id, shell.pid);
    open(name, { GIVEN: "it's\nso" });
    expect(await run('echo "$GIVEN"')).toEqual([0, "it's\nso\n"]);
    expect(
      await run('unset GIVEN', 'echo "${GIVEN-unset}"; sh -c \'echo "${GIVEN-unset}"\''),
    ).toEqual([0, 'unset\nunset\n']);
  });

  test('finds no functions and no options of the shell', async () => {
    await run('f() { echo f; }; set -euf');
    expect(await run('f 2>/dev/null; echo $NOT_SET *; false; echo "$? goes on"')).toEqual([
      0,
      'dir.txt env.sh script.sh\n1 goes on\n',
    ]);
  });

  test('leaves nothing if it ends its shell', async () => {
    await run('A=1');
    expect(await run('A=2; cd /; exit 4; echo never')).toEqual([4, '']);
    expect(await run('set -e; A=3; false; echo never')).toEqual([1, '']);
    expect(await run('A=4; exec echo replaced')).toEqual([0, 'replaced\n']);
    expect(await run('A=5; kill -9 $$')).toEqual([137, '']);
    expect(await run('echo "$A $PWD"')).toEqual([0, `1 ${fs.realpathSync(folder)}\n`]);
  });

  test('tells its exit status, which is that of its last line', async () => {
    expect(await run('false')).toEqual([1, '']);
    expect(await run('true')).toEqual([0, '']);
    expect(await run('no-such-program-here 2>/dev/null')).toEqual([127, '']);
    expect(await run('false\necho last line counts')).toEqual([0, 'last line counts\n']);
    expect((await run('echo a; return 5 2>/dev/null'))[1]).toBe('a\n');
  });

  test('that is traced does not have the next one traced', async () => {
    const [, text] = await run('set -x; echo traced');
    expect(text).toMatch(/^\++ echo traced\ntraced\n/);
    expect(await run('echo quiet')).toEqual([0, 'quiet\n']);
  });

  test('may have a syntax error', async () => {
    const [status, text] = await run('A=1', 'if then');
    expect(status).toBe(2);
    expect(text).toContain('script.sh');
    expect(await run('echo $A')).toEqual([0, '1\n']);
  });

  test('is told by the line that it has in the script, of which the first is the fourth', async () => {
    const [, text] = await run('true\ntrue\nno-such-program-here');
    expect(text).toMatch(/script\.sh: (line )?6: no-such-program-here: (command )?not found/);
  });

  test('is not waited for when a child of it keeps the output open', async () => {
    expect(await run('sleep 1000 &\necho started')).toEqual([0, 'started\n']);
    expect(await run('echo next')).toEqual([0, 'next\n']);
  });

  test('has an output that can be opened by name, and no input', async () => {
    expect(await run('echo out >/dev/stdout; echo err >/dev/stderr; cat; read x')).toEqual([
      1,
      'out\nerr\n',
    ]);
  });

  test('may remove the folder that it is in', async () => {
    fs.mkdirSync(path.join(folder, 'gone'));
    await run('A=1; cd gone; rmdir ../gone');
    expect((await run('echo $A'))[1]).toMatch(/1\n$/);
  });

  test('fails if it kills what runs it', async () => {
    await expect(shell.run('kill -9 $PPID')).rejects.toThrow(ShellGone);
    await expect(shell.run('true')).rejects.toThrow(ShellGone);
  });

  test('may print what looks like a mark', async () => {
    expect(await run(`printf '\\036abc:1:2:3\\036'; printf 'x\\036'`)).toEqual([
      0,
      '\x1eabc:1:2:3\x1ex\x1e',
    ]);
  });

  test('runs its EXIT trap at its own end', async () => {
    expect(await run('trap "echo cleaned up" EXIT; echo working')).toEqual([
      0,
      'working\ncleaned up\n',
    ]);
    expect(await run('echo next')).toEqual([0, 'next\n']);
  });
});

describe('a command in bash', () => {
  beforeEach(() => open('bash'));

  test('finds no arrays', async () => {
    await run('a=(1 "2 3"); declare -A m=([k]=v); shopt -s nullglob; set -o pipefail');
    expect(
      await run('echo "${#a[@]} ${#m[@]}"; shopt -p nullglob; false | true && echo no pipefail'),
    ).toEqual([0, '0 0\nshopt -u nullglob\nno pipefail\n']);
  });

  test('finds variables that were declared', async () => {
    expect(await run('declare A=1', 'echo $A')).toEqual([0, '1\n']);
  });
});
