# Completion for fish, which quotes what it inserts, and `git push <environment> <commit>`, which git by itself refuses.
function __gitenv_candidates
    set -l words (commandline -opc) (commandline -ct)
    command gitenv complete -- gitenv $words[2..-1] 2>/dev/null
end

function __gitenv_git_candidates
    set -l words (commandline -opc) (commandline -ct)
    if test (count $words) -eq 4; and test "$words[2]" = push
        command gitenv complete -- git $words[2..-1] 2>/dev/null
    end
end

complete --command gitenv --no-files --keep-order --arguments '(__gitenv_candidates)'
complete --command git --keep-order --arguments '(__gitenv_git_candidates)'

# Prints the command in place of the call, and fails if it is any other call than exactly that one: git with the branch
# named, or the rollback, if the commit is one the environment has gone on from and no option says how to push it.
function __gitenv_name_branch
    set -l here
    set -l skip no
    set -l verb
    set -l positions
    set -l index 0
    set -l plain yes
    for word in $argv
        set index (math $index + 1)
        if test $skip = yes
            set -q verb[1]; or set -a here $word
            set skip no
        else if not set -q verb[1]
            switch $word
                case push
                    set verb push
                case -C -c
                    set -a here $word
                    set skip yes
                    set plain no
                case '*'
                    return 1
            end
        else
            switch $word
                case -o --push-option --receive-pack --exec
                    set skip yes
                    set plain no
                case -- -d --delete --all --branches --mirror --tags --prune --repo '--repo=*' --recurse-submodules
                    return 1
                case '-*'
                    set plain no
                case '*'
                    set -a positions $index
            end
        end
    end
    test $skip = no; and test (count $positions) -eq 2; or return 1
    set -l remote $argv[$positions[1]]
    set -l commit $argv[$positions[2]]
    test -n "$commit"; or return 1
    string match --quiet --regex '^[+^]|:' -- $commit; and return 1
    string match --quiet 'gitenv://*' -- (command git $here config --get remote.$remote.url 2>/dev/null); or return 1
    # What git takes for a branch it goes on to take for that. A tag, which by itself releases nothing, names its commit.
    set -l named (command git $here rev-parse --symbolic-full-name --verify --quiet $commit 2>/dev/null | string collect)
    if test "$named" = "refs/tags/$commit"
        set commit "$commit^{commit}"
    else if test -n "$named"
        return 1
    end
    set named (command git $here rev-parse --verify --quiet "$commit^{commit}" 2>/dev/null | string collect)
    test -n "$named"; or return 1
    set -l branch (command git $here config --get remote.$remote.push 2>/dev/null)
    string match --quiet 'HEAD:refs/heads/?*' -- $branch; or return 1
    set branch (string replace HEAD: '' -- $branch)
    if test $plain = yes; and __gitenv_is_earlier $named (string replace refs/heads/ refs/remotes/$remote/ -- $branch)
        string join0 -- gitenv rollback $remote --to $named
        return
    end
    set argv[$positions[2]] "$commit:$branch"
    string join0 -- git $argv
end

# Whether the environment was last seen at a later commit, which git by itself does not take back.
function __gitenv_is_earlier
    set -l tip (command git rev-parse --verify --quiet "$argv[2]^{commit}" 2>/dev/null | string collect)
    test -n "$tip"; and test "$tip" != $argv[1]; and command git merge-base --is-ancestor $argv[1] $tip 2>/dev/null
end

if functions --query git; and not functions git | string match --quiet '*__gitenv_name_branch*'
    echo "gitenv: there is a function named git already, so 'git push <environment> <commit>' stays as it is" >&2
else
    function git --wraps git
        set -l words (__gitenv_name_branch $argv | string split0)
        if set -q words[1]
            command $words
        else
            command git $argv
        end
    end
end
