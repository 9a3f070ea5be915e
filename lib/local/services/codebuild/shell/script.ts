export type ShellName = 'bash' | 'sh';

/** Descriptors that commands are least likely to use themselves; dash knows only single digits. */
const descriptors = { bash: { input: 198, output: 199 }, sh: { input: 6, output: 7 } };

/**
 * The program of a build's shell: `<shell> -c <program> build <folder> <token>`, with commands on descriptor 3 and,
 * on 4, a pipe that closes when the server is gone.
 *
 * For each line on 3 it runs `<folder>/script.sh` in itself and then prints a mark with the exit status where the
 * command's output goes, so that both stay in order. A command that ends the shell (`exit`, or any failure under
 * `set -e`) ends only itself: a trap writes the shell's state down and the next shell starts from there. Where
 * nothing could be written (`exec program`) the mark says that the state is lost.
 *
 * The work stands in a loop's condition because there `set -e` is not obeyed, `continue` in a command cannot skip
 * the mark, and, unlike in a function, `declare` in a command makes a variable of the shell. `cat` is there because
 * Node's pipes are sockets, which cannot be opened by name (`echo hello >/dev/stderr`).
 */
export function shellProgram(shell: ShellName): string {
  const { input, output } = descriptors[shell];
  return [
    watchdog,
    'exec 4<&-',
    '{',
    `exec ${input}<&3 3<&- ${output}>&1`,
    '__cb_folder=$1 __cb_token=$2; set --',
    saveState,
    shell === 'bash' ? exitTraps : '',
    loop(input, output),
    '} 2>&1 | exec cat 3<&-',
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

const saveState = `__cb_save() {
  { set +o >|"$__cb_folder/options"; set +exuvf; } 2>/dev/null
  if [ -n "\${BASH_VERSION-}" ]; then
    __cb_names=
    for __cb_name in $(IFS=; compgen -v); do
      case $__cb_name in
        __cb_* | BASH* | DIRSTACK | EUID | FUNCNAME | GROUPS | PIPESTATUS | PPID | SHELLOPTS | UID | _) ;;
        *) __cb_names="$__cb_names $__cb_name" ;;
      esac
    done
    { declare -p $__cb_names; declare -f; shopt -p; alias -p; umask -p; } >|"$__cb_folder/state"
  else
    { set; export -p; } >|"$__cb_folder/state"
  fi
  printf '%s\\n' "$PWD" >|"$__cb_folder/directory"
  echo yes >|"$__cb_folder/saved"
}
__cb_end() {
  __cb_return "$__cb_code"
  eval "$__cb_exit_trap"
  exit "$__cb_code"
}
__cb_return() { return "$1"; }
__cb_exit_trap= __cb_flags= __cb_level=`;

/** Keeps a command's own EXIT trap beside ours: it runs when the shell ends. */
const exitTraps = `trap() {
  if [ "$BASH_SUBSHELL" != "$__cb_level" ] || [ $# -lt 2 ]; then builtin trap "$@"; return; fi
  case $1 in -[lp]) builtin trap "$@"; return ;; --) shift ;; esac
  local __cb_action=$1 __cb_signal
  shift
  for __cb_signal; do
    case $__cb_signal in
      EXIT | exit | 0) __cb_exit_trap=$__cb_action; [ "$__cb_action" != - ] || __cb_exit_trap= ;;
      *) builtin trap -- "$__cb_action" "$__cb_signal" || return ;;
    esac
  done
}`;

const loop = (input: number, output: number) => `exec 2>/dev/null
__cb_code=0 __cb_note=
while [ ! -f "$__cb_folder/over" ]; do
  : >|"$__cb_folder/saved"
  (
    exec 2>&1
    set -- "$__cb_code" "$__cb_note"
    if [ -f "$__cb_folder/state" ]; then
      . "$__cb_folder/state"
      IFS= read -r __cb_line <"$__cb_folder/directory" && cd -- "$__cb_line"
    fi 2>/dev/null
    __cb_restored=$1 __cb_note=$2 __cb_exit_trap= __cb_level=\${BASH_SUBSHELL-}
    set --
    command trap '{ __cb_code=$?; __cb_save; } 2>/dev/null; __cb_end' EXIT
    [ ! -f "$__cb_folder/options" ] || . "$__cb_folder/options" 2>/dev/null
    while
      { __cb_code=$? __cb_flags=$-; set +xv; } 2>/dev/null
      printf '\\036%s:%s:%s:%s\\036' "$__cb_token" "\${__cb_restored:-$__cb_code}" "$__cb_flags" \\
        "$__cb_note\${__cb_exit_trap:+trap}" >&${output}
      __cb_restored= __cb_note=
      IFS= read -r __cb_line <&${input} || { echo yes >|"$__cb_folder/over"; false; }
    do
      . "$__cb_folder/script.sh"
    done
  )
  __cb_code=$? __cb_note=
  [ -s "$__cb_folder/saved" ] || __cb_note=lost
done`;
