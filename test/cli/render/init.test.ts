import { createColors } from 'picocolors';
import { renderInitEvent } from '../../../cli/render/init';
import { renderInit } from '../../../cli/render/init-result';
import type { InitResult } from '../../../lib/setup/init/conclude';
import type { PlannedGuard } from '../../../lib/setup/init/port';

const usual: InitResult = {
  application: 'shop',
  branch: 'main',
  path: ['dev', 'prd'],
  environments: [],
  defaultRemote: undefined,
  files: ['gitenv.json', 'buildspec.yml'],
  starters: [],
  next: ['git push dev'],
  checkedOut: 'main',
  kit: { name: 'script', because: 'go.mod' },
  withoutDocker: [],
  withoutDeployPolicy: [],
  lacks: [],
};
const rendered = (more: Partial<InitResult>) =>
  renderInit({ ...usual, ...more }, createColors(false)).split('\n');

describe('what gitenv init ends with', () => {
  test('is the commands that come next, a line each', () => {
    expect(rendered({}).at(-1)).toBe('next: git push dev');
    const next = ['git add ../build', "git commit -m 'Deploy with gitenv'", 'git push dev'];
    expect(rendered({ next }).slice(-4)).toEqual(['next:', ...next.map((it) => `  ${it}`)]);
  });

  test('says which files are to be filled in, and that nothing is deployed until then', () => {
    const lines = rendered({ starters: ['scripts/build', 'deploy'] });
    expect(lines).toContain('New, and yours to change: scripts/build, deploy.');
    expect(lines).toContain(
      'The first release tests and builds, and deploys nothing yet: fill in deploy.',
    );
    expect(rendered({ starters: ['build', 'site.yml'] }).join()).not.toContain('nothing yet');
  });

  test('says where another branch than the released one goes', () => {
    expect(rendered({ checkedOut: 'master' })).toContain(
      'Releases are of the branch main: git push dev sends your branch master there.',
    );
    for (const checkedOut of ['main', undefined])
      expect(rendered({ checkedOut }).join()).not.toContain('Releases are of');
  });

  test('says why the kit was taken', () => {
    expect(rendered({}).join()).toContain('those of the kit script, because of go.mod;');
  });
});

describe('what gitenv init shows before it asks', () => {
  const shown = (becomes: PlannedGuard['becomes'], changes: PlannedGuard['changes'] = []) =>
    renderInitEvent(
      {
        kind: 'planned',
        environments: ['prd'],
        isNew: false,
        changes: undefined,
        repositories: [],
        guard: { becomes, changes },
      },
      ['prd'],
      createColors(false),
    );

  test('is each resource of the stack of a guard', () => {
    const type = 'AWS::KMS::Key';
    const key = { action: 'Add', logicalId: 'GuardKey', physicalId: undefined, type };
    expect(shown('new', [{ ...key, replacement: undefined }])).toEqual([
      "prd  a stack of its guard's own",
      '  + GuardKey  AWS::KMS::Key',
    ]);
  });

  test('is that the stack of a guard comes later, or goes, and what stays of it', () => {
    expect(shown('following')).toEqual([
      'prd  the stack of its guard comes after that, with a key, a role, a project and rules',
    ]);
    expect(shown('gone')).toEqual([
      'prd  the stack of its guard goes after that; its key and its records stay',
    ]);
  });
});
