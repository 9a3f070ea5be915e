# What bash and zsh have in common: `git push <environment> <commit>`, which git by itself refuses.

# Sets __gitenv_words to the call with the branch named, and fails if it is any other call than exactly that one. Sets
# __gitenv_earlier to the commit, if that is one the environment has gone on from and no option says how to push it.
__gitenv_name_branch() {
  local -a here
  local word skip='' verb='' remote='' commit='' branch named plain=yes
  __gitenv_words=()
  __gitenv_earlier=''
  here=()
  for word in "$@"; do
    if [ -n "$skip" ]; then
      [ -n "$verb" ] || here+=("$word")
      skip=''
    elif [ -z "$verb" ]; then
      case $word in
        push) verb=push ;;
        -C | -c) here+=("$word") skip=yes plain='' ;;
        *) return 1 ;;
      esac
    else
      case $word in
        -o | --push-option | --receive-pack | --exec) skip=yes plain='' ;;
        -- | -d | --delete | --all | --branches | --mirror | --tags | --prune | --repo | --repo=*) return 1 ;;
        --recurse-submodules) return 1 ;;
        -*) plain='' ;;
        *)
          if [ -z "$remote" ]; then
            remote=$word
          elif [ -z "$commit" ]; then
            commit=$word
            __gitenv_words+=("")
            continue
          else
            return 1
          fi
          ;;
      esac
    fi
    __gitenv_words+=("$word")
  done
  [ -z "$skip" ] && [ -n "$remote" ] && [ -n "$commit" ] || return 1
  case $commit in
    *:* | '+'* | '^'*) return 1 ;;
  esac
  case $(command git "${here[@]}" config --get "remote.$remote.url" 2>/dev/null) in
    gitenv://*) ;;
    *) return 1 ;;
  esac
  # What git takes for a branch it goes on to take for that. A tag, which by itself releases nothing, names its commit.
  named=$(command git "${here[@]}" rev-parse --symbolic-full-name --verify --quiet "$commit" 2>/dev/null)
  case $named in
    '') ;;
    "refs/tags/$commit") commit=$commit^{commit} ;;
    *) return 1 ;;
  esac
  named=$(command git "${here[@]}" rev-parse --verify --quiet "$commit^{commit}" 2>/dev/null) || return 1
  branch=$(command git "${here[@]}" config --get "remote.$remote.push" 2>/dev/null)
  case $branch in
    HEAD:refs/heads/?*) branch=${branch#HEAD:} ;;
    *) return 1 ;;
  esac
  [ -z "$plain" ] || ! __gitenv_is_earlier "$named" "refs/remotes/$remote/${branch#refs/heads/}" || __gitenv_earlier=$named
  __gitenv_remote=$remote
  __gitenv_put "$commit:$branch"
}

# Whether the environment was last seen at a later commit, which git by itself does not take back.
__gitenv_is_earlier() {
  local tip
  tip=$(command git rev-parse --verify --quiet "$2^{commit}" 2>/dev/null) || return 1
  [ "$tip" != "$1" ] && command git merge-base --is-ancestor "$1" "$tip" 2>/dev/null
}

# Fills the gap that was left for the commit.
__gitenv_put() {
  local -a words
  local word
  words=()
  for word in "${__gitenv_words[@]}"; do
    words+=("${word:-$1}")
  done
  __gitenv_words=("${words[@]}")
}

__gitenv_git() {
  local -a __gitenv_words
  local __gitenv_earlier __gitenv_remote
  if __gitenv_name_branch "$@"; then
    if [ -n "$__gitenv_earlier" ]; then
      command gitenv rollback "$__gitenv_remote" --to "$__gitenv_earlier"
    else
      command git "${__gitenv_words[@]}"
    fi
  else
    command git "$@"
  fi
}

# A function of the user's own is not replaced; one from an earlier time that this was loaded is.
if typeset -f git >/dev/null 2>&1 && ! typeset -f git | grep -q __gitenv_git; then
  echo "gitenv: there is a function named git already, so 'git push <environment> <commit>' stays as it is" >&2
else
  function git { __gitenv_git "$@"; }
fi
