# Completion for zsh, where compinit has been called. compadd quotes what it inserts, and expands nothing.
__gitenv_offer() {
  local line name meaning tab=$'\t'
  local -a names shown
  for line in "${(@f)$(command gitenv complete -- "$@" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    name=${line%%$tab*} meaning=${line#*$tab}
    names+=("$name")
    shown+=("$name${meaning:+  $meaning}")
  done
  (( $#names )) || return 1
  compadd -V gitenv -l -d shown -a names
}

_gitenv() {
  __gitenv_offer gitenv "${(@)words[2,CURRENT]}" || _files
}

# Commits after `git push <environment> `; anything else is for git's own completion.
_gitenv_git() {
  if (( CURRENT == 4 )) && [[ $words[2] == push ]]; then
    __gitenv_offer git "${(@)words[2,CURRENT]}" && return
  fi
  _git "$@"
}

if (( $+functions[compdef] )); then
  compdef _gitenv gitenv
  compdef _gitenv_git git
fi
