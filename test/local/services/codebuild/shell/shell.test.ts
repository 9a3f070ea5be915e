import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endProcesses } from '../../../../../lib/local/services/codebuild/shell/processes';
import {
  type CommandResult,
  Shell,
  ShellGone,
} from '../../../../../lib/local/services/codebuild/shell/shell';

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

function open(name: 'bash' | 'sh'): void {
  output = '';
  id = `test:${folder}`;
  shell = new Shell({
    shell: name,
    directory: folder,
    folder,
    environment: { PATH: process.env.PATH ?? '', CODEBUILD_BUILD_ID: id },
    onOutput: (chunk) => {
      output += chunk;
    },
  });
}

/** Runs one command after another; the output and the status are the last one's. */
async function run(...commands: string[]): Promise<[number, string]> {
  let result: CommandResult = { status: -1, lost: false };
  for (const command of commands) {
    output = '';
    result = await shell.run(command);
  }
  return [result.status, output];
}

describe.each(['bash', 'sh'] as const)('a live %s', (name) => {
  beforeEach(() => open(name));

  test('keeps variables, exported or not, functions and the folder from one command to the next', async () => {
    fs.mkdirSync(path.join(folder, 'below'));
    expect(
      await run('A=1', 'export B=2; f() { echo "f $1"; }', 'cd below', 'echo $A $B; f x; pwd'),
    ).toEqual([0, `1 2\nf x\n${fs.realpathSync(folder)}/below\n`]);
  });

  test('tells the exit status of each command', async () => {
    expect(await run('false')).toEqual([1, '']);
    expect(await run('true')).toEqual([0, '']);
    expect(await run('no-such-program-here 2>/dev/null')).toEqual([127, '']);
    expect(await run('false\necho last line counts')).toEqual([0, 'last line counts\n']);
  });

  test('lets exit end only the command, and keeps what it had set', async () => {
    expect(await run('A=1; exit 4; echo never')).toEqual([4, '']);
    expect(await run('echo "A is $A"')).toEqual([0, 'A is 1\n']);
  });

  test('lets set -e leak into later commands', async () => {
    expect(await run('set -e', 'false; echo never')).toEqual([1, '']);
    expect(await run('false; echo still never')).toEqual([1, '']);
    expect(await run('set +e', 'false; echo again')).toEqual([0, 'again\n']);
  });

  test('lets set -u leak into later commands', async () => {
    const [status, text] = await run('set -u', 'echo $NOT_SET; echo never');
    expect(status).not.toBe(0);
    expect(text).toContain('NOT_SET');
    expect(await run('set +u', 'echo "$NOT_SET."')).toEqual([0, '.\n']);
  });

  test('traces only the commands themselves', async () => {
    await run('set -x');
    const [, text] = await run('echo traced');
    expect(text.replace(/^\++ /, '+ ')).toBe('+ echo traced\ntraced\n');
    await run('exit 3');
    expect((await run('echo traced'))[1].replace(/^\++ /, '+ ')).toBe('+ echo traced\ntraced\n');
    await run('set +x');
    expect(await run('echo quiet')).toEqual([0, 'quiet\n']);
  });

  test('survives a syntax error', async () => {
    const [status, text] = await run('A=1', 'if then');
    expect(status).toBe(2);
    expect(text).toContain('script.sh');
    expect(await run('echo $A')).toEqual([0, '1\n']);
  });

  test('does not wait for a child that keeps the output open', async () => {
    expect(await run('sleep 1000 &\necho started')).toEqual([0, 'started\n']);
    expect(await run('echo next')).toEqual([0, 'next\n']);
  });

  test('gives commands an output that can be opened by name, and no input', async () => {
    expect(await run('echo out >/dev/stdout; echo err >/dev/stderr; cat; read x')).toEqual([
      1,
      'out\nerr\n',
    ]);
  });

  test('is not misled by continue, break and return', async () => {
    expect((await run('echo a; return 5'))[0]).toBe(5);
    await run('continue 2>/dev/null');
    await run('break 2>/dev/null');
    expect(await run('echo still here')).toEqual([0, 'still here\n']);
  });

  test('says when a command replaced the shell, and goes on with another', async () => {
    await run('A=1; exit 0');
    await run('A=2');
    await expect(shell.run('exec echo replaced')).resolves.toMatchObject({ status: 0, lost: true });
    expect(output).toBe('replaced\n');
    expect(await run('echo "A is $A"')).toEqual([0, 'A is 1\n']);
    await expect(shell.run('true')).resolves.toMatchObject({ lost: false });
  });

  test('rejects when it is killed', async () => {
    await expect(shell.run('kill -9 $$; sleep 1000')).rejects.toThrow(ShellGone);
    await expect(shell.run('true')).rejects.toThrow(ShellGone);
  });

  test('passes on output that looks like its own marks', async () => {
    expect(await run(`printf '\\036abc:1:2:3\\036'; printf 'x\\036'`)).toEqual([
      0,
      '\x1eabc:1:2:3\x1ex\x1e',
    ]);
  });
});

describe('a live bash', () => {
  beforeEach(() => open('bash'));

  test('keeps functions, arrays and options when a command ends it', async () => {
    await run('f() { echo "f $1"; }; a=(1 "2 3"); declare -A m=([k]=v); shopt -s nullglob; exit 1');
    expect(await run('f x; printf "%s\\n" "${a[@]}" "${m[@]}"; shopt -p nullglob')).toEqual([
      0,
      'f x\n1\n2 3\nv\nshopt -s nullglob\n',
    ]);
  });

  test('keeps pipefail', async () => {
    await run('set -o pipefail; exit 0');
    expect(await run('false | true')).toEqual([1, '']);
  });

  test("runs a command's EXIT trap when that command ends the shell", async () => {
    expect(await run('trap "echo cleaned up" EXIT; echo working; exit 3')).toEqual([
      3,
      'working\ncleaned up\n',
    ]);
    expect(await run('exit 0')).toEqual([0, '']);
  });

  test('leaves the EXIT trap of a subshell to the subshell', async () => {
    expect(await run('( trap "echo inner" EXIT; true ); echo outer')).toEqual([
      0,
      'inner\nouter\n',
    ]);
    expect(shell.hasExitTrap).toBe(false);
  });

  test('lets declare in a command make a variable of the shell', async () => {
    expect(await run('declare A=1', 'echo $A')).toEqual([0, '1\n']);
  });

  test('reports a failing line by its number in the command', async () => {
    const [, text] = await run('true\ntrue\nno-such-program-here');
    expect(text).toMatch(/script\.sh: line 3: no-such-program-here: command not found/);
  });
});
