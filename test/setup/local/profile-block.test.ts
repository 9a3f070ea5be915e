import {
  blocksOf,
  type FileText,
  foreignProfiles,
  withBlock,
  withoutBlock,
} from '../../../lib/setup/local/profile-block';

const owner = '/home/a b/root';
const sections = [
  { heading: 'profile gitenv-dev', settings: { region: 'eu-west-1', endpoint_url: 'http://x' } },
  { heading: 'profile gitenv-stg', settings: { region: 'eu-west-1' } },
];

const files: readonly (readonly [string, FileText])[] = [
  ['no file', undefined],
  ['an empty file', ''],
  ['an ordinary file', '[default]\nregion = us-east-1\n'],
  ['a file without a last newline', '[default]\nregion = us-east-1'],
  ['a file with Windows line ends', '[default]\r\nregion = us-east-1\r\n'],
  ['a Windows file without a last line end', '[default]\r\nregion = us-east-1'],
  ['a file that ends in blank lines and a comment', '[default]\n\n\n# mine\n\n'],
  ['a file in an old encoding', '[default]\n# caf\xe9\n'],
];

describe('the block of gitenv in an AWS file', () => {
  test.each(files)('goes into %s and out again without a trace', (_, text) => {
    const written = withBlock(text, owner, sections);
    expect(written.startsWith(text ?? '')).toBe(true);
    expect(written).toContain('[profile gitenv-dev]');
    expect(withoutBlock(written, owner)).toBe(text);
  });

  test.each(files)('written twice into %s stands there once', (_, text) => {
    const once = withBlock(text, owner, sections);
    expect(withBlock(once, owner, sections)).toBe(once);
    const changed = withBlock(once, owner, sections.slice(0, 1));
    expect(blocksOf(changed)).toEqual([{ owner, profiles: ['gitenv-dev'] }]);
    expect(withoutBlock(changed, owner)).toBe(text);
  });

  test('uses the line ends of the file', () => {
    const written = withBlock('[default]\r\n', owner, sections);
    expect(written.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test.each(files)('leaves what was added behind it to %s', (_, text) => {
    const added = '[profile later]\nregion = eu-north-1\n';
    const rest = withoutBlock(withBlock(text, owner, sections) + added, owner);
    expect(rest?.startsWith(text ?? '')).toBe(true);
    expect(rest?.endsWith(added)).toBe(true);
    expect(foreignProfiles(rest)).toContain('later');
  });

  test('of one root stays when that of another goes', () => {
    const both = withBlock(withBlock('', owner, sections), '/other', sections);
    const one = withoutBlock(both, owner);
    expect(blocksOf(one).map((block) => block.owner)).toEqual(['/other']);
  });

  test('is told from profiles of the same name that somebody else wrote', () => {
    expect(foreignProfiles(withBlock('[default]\n', owner, sections))).toEqual(['default']);
    expect(foreignProfiles('[ profile  "gitenv-dev" ]\n[gitenv-stg]\n')).toEqual([
      'gitenv-dev',
      'gitenv-stg',
    ]);
  });

  test('that lost its last line is nobody’s', () => {
    const cut = withBlock('', owner, sections).split('\n').slice(0, -2).join('\n');
    expect(blocksOf(cut)).toEqual([]);
    expect(foreignProfiles(cut)).toContain('gitenv-dev');
    expect(withoutBlock(cut, owner)).toBe(cut);
  });
});
