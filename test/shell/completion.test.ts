import fs from 'node:fs';
import path from 'node:path';
import { has, makePlace, type Place } from './shells';

let place: Place;
beforeAll(() => {
  place = makePlace();
});
afterAll(() => place.end());

/** What bash would be left with after Tab; the last word is begun. */
function inBash(words: readonly string[], before = ''): string[] {
  const typed = words.map((word) => `'${word}'`).join(' ');
  const { stdout } = place.run(
    'bash',
    `${before}
    COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; COMP_TYPE=9
    ${words[0] === 'git' ? '_gitenv_git' : '_gitenv'}
    printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
  return stdout.split('\n').filter(Boolean);
}

/** What fish offers, as name and meaning. */
function inFish(line: string): string[] {
  return place.run('fish', `complete --do-complete '${line}'`).stdout.split('\n').filter(Boolean);
}

/** What zsh has made of a line after Tab, in a terminal of its own. */
function inZsh(line: string): string {
  const { stdout } = place.run(
    'zsh',
    `zmodload zsh/zpty
    zpty shell 'PS1=; zsh -f -i'
    zpty -w shell 'autoload -Uz compinit; compinit -u -D; eval "$(gitenv shell-init zsh)"; PS1="rea""dy> "'
    zpty -r -m shell seen '*ready> *'
    zpty -w -n shell $'${line}\\t'
    zpty -w -n shell $'\\C-aprint -r -- \\C-e\\n'
    zpty -r -m shell seen '*ready> *'
    print -r -- "$seen"`,
  );
  return stdout.replace(/\r/g, '');
}

describe('completion in bash', () => {
  test('knows commands, environments, options and the values of options', () => {
    expect(inBash(['gitenv', 'rollb'])).toEqual(['rollback']);
    expect(inBash(['gitenv', 'rollback', 'p'])).toEqual(['prd']);
    expect(inBash(['gitenv', 'rollback', 'prd', '--no-f'])).toEqual(['--no-follow']);
    expect(inBash(['gitenv', 'init', 'prd', '--execution-mode', 'Q'])).toEqual(['QUEUED']);
    expect(inBash(['gitenv', 'local', 'destr'])).toEqual(['destroy']);
    expect(inBash(['gitenv', 'shell-init', 'z'])).toEqual(['zsh']);
    expect(inBash(['gitenv', '-C', '..', 'status', '--js'])).toEqual(['--json']);
    expect(inBash(['gitenv', 'config', 's'])).toEqual(['set']);
    expect(inBash(['gitenv', 'config', 'set', 'p'])).toEqual(['prd']);
    expect(inBash(['gitenv', 'config', 'set', 'prd', 'A'])).toEqual(['API_KEY']);
    expect(inBash(['gitenv', 'config', 'set', 'prd', 'API_KEY', ''])).toEqual([]);
    expect(inBash(['gitenv', 'complet'])).toEqual([]);
  });

  test('shows recent commits by their subject, and inserts only what is a word', () => {
    const offered = inBash(['gitenv', 'push', 'prd', '']);
    const short = place.git('rev-parse', '--short', 'HEAD~1');
    expect(offered).toContain(`${short}  Sell \`touch evil\` $(touch evil); touch evil`);
    expect(offered.map((line) => line.split('  ')[0])).toEqual(
      expect.arrayContaining(['v1', 'side', 'main']),
    );
    expect(offered.join('\n')).not.toContain('IFS');
    expect(inBash(['gitenv', 'rollback', 'prd', '--to', short])).toEqual([short]);
    expect(inBash(['gitenv', 'push', '$(touch evil)', '`touch evil`'])).toEqual([]);
    expect(fs.existsSync(path.join(place.repository, 'evil'))).toBe(false);
  });

  test('offers commits after git push <env>, and leaves the rest to the completion git has', () => {
    const short = place.git('rev-parse', '--short', 'HEAD~2');
    expect(inBash(['git', 'push', 'prd', short])).toEqual([`${short} `]);
    const theirs = `unset __gitenv_git_completion; _theirs() { COMPREPLY=(theirs); }
      complete -F _theirs git; eval "$(gitenv shell-init bash)"`;
    expect(inBash(['git', 'push', 'origin', ''], theirs)).toEqual(['theirs']);
    expect(inBash(['git', 'add', ''], theirs)).toEqual(['theirs']);
    expect(inBash(['git', 'push', 'prd', short], theirs)).toEqual([`${short} `]);
    expect(inBash(['git', 'add', ''])).toEqual([]);
  });
});

if (has('fish')) {
  test('completion in fish knows commands, environments and commits with their subjects', () => {
    const short = place.git('rev-parse', '--short', 'HEAD~1');
    expect(inFish('gitenv rollb')).toEqual(['rollback\tPut the last good commit back']);
    expect(inFish('gitenv status --js')).toEqual(['--json\tAnswer with JSON on stdout']);
    expect(inFish('gitenv push p')).toEqual(['prd\taccount 333333333333, eu-west-1']);
    expect(inFish(`git push prd ${short}`).join('\n')).toContain(`${short}\tSell`);
    expect(inFish('gitenv push prd ').join('\n')).toContain(`${short}\tSell`);
    expect(fs.existsSync(path.join(place.repository, 'evil'))).toBe(false);
  });
} else {
  test('completion in fish, which is not on this machine, asks for words and commits', () => {
    const { stdout } = place.run(
      'bash',
      "gitenv complete -- gitenv push p; gitenv complete -- git push prd ''",
    );
    expect(stdout).toContain('prd\taccount 333333333333, eu-west-1\n');
    expect(stdout).toContain('\tSell');
  });
}

if (has('zsh')) {
  test('completion in zsh knows commands, environments and commits', () => {
    const short = place.git('rev-parse', '--short', 'HEAD~1');
    expect(inZsh('gitenv rollb')).toContain('\ngitenv rollback\n');
    expect(inZsh('gitenv push p')).toContain('\ngitenv push prd\n');
    expect(inZsh(`git push prd ${short.slice(0, 6)}`)).toContain(`\ngit push prd ${short}\n`);
    expect(inZsh('git push prd sid')).toContain('\ngit push prd side\n');
  });
} else {
  test('completion in zsh, which is not on this machine, asks for the same words', () => {
    expect(place.run('bash', 'gitenv complete -- gitenv rollb').stdout).toBe(
      'rollback\tPut the last good commit back\n',
    );
  });
}
