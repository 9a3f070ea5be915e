export type ShellName = 'bash' | 'sh';

/** What commands leave to those that follow: CodeBuild keeps the two files under these names. */
export const environmentFile = 'env.sh';
export const directoryFile = 'dir.txt';
export const scriptFile = 'script.sh';

/**
 * A command as CodeBuild runs it: a script of its own, which begins where the last one ended and ends by writing down
 * what is exported and where it is. Under `set -a` that is every plain variable. Functions, arrays and options of the
 * shell are not passed on, and nothing is if the command ends its shell (`exit`, `exec`, or a failure under `set -e`).
 * The command stands on line 4, which AWS's logs show in every "script.sh: line 4".
 * https://github.com/aws/aws-cdk/issues/26694 (CodeBuild's team: arrays are not kept between commands)
 */
export function commandScript(command: string, folder: string): string {
  const environment = quote(`${folder}/${environmentFile}`);
  const directory = quote(`${folder}/${directoryFile}`);
  return [
    `cd "$(cat ${directory})"`,
    'set -a',
    `. ${environment}`,
    command,
    'CODEBUILD_LAST_EXIT=$?',
    `export -p > ${environment}`,
    `pwd > ${directory}`,
    'exit $CODEBUILD_LAST_EXIT',
    '',
  ].join('\n');
}

/** The environment that the first command finds. What a shell takes for no name of a variable it cannot set. */
export function firstEnvironment(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment)
    .filter(([name]) => isVariableName(name))
    .map(([name, value]) => `export ${name}=${quote(value)}\n`);
  return lines.join('');
}

export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** Descriptors that commands are least likely to use themselves; dash knows only single digits. */
const descriptors = { bash: 198, sh: 6 };

/**
 * The program that runs the scripts: `<shell> -c <program> build <folder> <token>`, with commands on descriptor 3 and,
 * on 4, a pipe that closes when the server is gone.
 *
 * For each line on 3 it runs `<folder>/script.sh` and then prints a mark with the exit status where the command's output
 * goes, so that both stay in order. `cat` is there because Node's pipes are sockets, which cannot be opened by name
 * (`echo hello >/dev/stderr`).
 */
export function runnerProgram(shell: ShellName): string {
  const input = descriptors[shell];
  return [
    watchdog,
    'exec 4<&-',
    '{',
    `exec ${input}<&3 3<&- 2>/dev/null`,
    `while IFS= read -r __cb_line <&${input}; do`,
    `(exec ${shell} "$1/${scriptFile}" ${input}<&- 2>&1)`,
    `printf '\\036%s:%s\\036' "$2" "$?"`,
    'done',
    '} | exec cat 3<&-',
  ].join('\n');
}

/** Ends the build's processes when the server is gone, however it went. Linux finds those outside the group too. */
const watchdog = `(
  trap '' HUP INT TERM
  exec </dev/null >/dev/null 2>&1 3<&-
  read -r __cb_line <&4
  __cb_self=$(exec sh -c 'echo $PPID')
  for __cb_file in $(grep -lsxz "CODEBUILD_BUILD_ID=$CODEBUILD_BUILD_ID" /proc/[0-9]*/environ); do
    __cb_pid=\${__cb_file#/proc/} __cb_pid=\${__cb_pid%/environ}
    [ "$__cb_pid" = "$__cb_self" ] || kill -KILL "$__cb_pid"
  done
  kill -KILL -- -$$
) &`;

export const quote = (text: string) => `'${text.replace(/'/g, `'\\''`)}'`;
