# Completion for bash. Candidates are data: they are never expanded, and never evaluated.
__gitenv_reply() {
  local name meaning
  local -a names=() shown=()
  COMPREPLY=()
  while IFS=$'\t' read -r name meaning; do
    [ -n "$name" ] || continue
    names+=("$name")
    shown+=("$name${meaning:+  $meaning}")
  done < <(command gitenv complete -- "$@" 2>/dev/null)
  if [ "${#names[@]}" -le 1 ] || [ "${COMP_TYPE:-9}" = 37 ] || [ "${COMP_TYPE:-9}" = 42 ]; then
    COMPREPLY=(${names[@]+"${names[@]}"})
  else
    COMPREPLY=("${shown[@]}")
  fi
}

_gitenv() {
  __gitenv_reply gitenv "${COMP_WORDS[@]:1:COMP_CWORD}"
}

# Commits after `git push <environment> `; anything else is for git's own completion, where there is one.
_gitenv_git() {
  if [ "$COMP_CWORD" -eq 3 ] && [ "${COMP_WORDS[1]}" = push ]; then
    __gitenv_reply git "${COMP_WORDS[@]:1:COMP_CWORD}"
    if [ "${#COMPREPLY[@]}" -gt 0 ]; then
      # Git's completion is registered without a space at the end of what it completes.
      [ "${#COMPREPLY[@]}" -gt 1 ] || COMPREPLY=("${COMPREPLY[0]} ")
      return
    fi
  fi
  __gitenv_find_git_completion
  if [ -n "$__gitenv_git_completion" ]; then "$__gitenv_git_completion" "$@"; fi
}

# The function that completes git, which bash-completion loads only when it is first needed.
__gitenv_find_git_completion() {
  [ -z "$__gitenv_git_completion" ] || return 0
  if declare -F _comp_load >/dev/null; then
    _comp_load git 2>/dev/null
  elif declare -F _completion_loader >/dev/null; then
    _completion_loader git 2>/dev/null
  fi
  __gitenv_take_git_completion
}

__gitenv_take_git_completion() {
  local registered
  registered=$(complete -p git 2>/dev/null)
  case $registered in
    *'-F _gitenv_git '*) ;;
    *' -F '*)
      registered=${registered##* -F }
      __gitenv_git_completion=${registered%% *}
      ;;
  esac
  complete -o bashdefault -o default -o nospace -F _gitenv_git git
}

complete -o default -F _gitenv gitenv
case $(complete -p git 2>/dev/null) in
  '' | *' -F '*) __gitenv_take_git_completion ;;
esac
