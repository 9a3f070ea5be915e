import fs from 'node:fs';
import path from 'node:path';
import { exportsPlan, makesPlans } from '../../../lib/setup/kits/buildspec';

const folder = path.resolve(__dirname, '../../../buildspecs');
const buildspecs = fs
  .readdirSync(folder)
  .map((kit) => [kit, path.join(folder, kit, 'buildspec.yml')] as const)
  .filter(([, file]) => fs.existsSync(file))
  .map(([kit, file]) => [kit, fs.readFileSync(file, 'utf8')] as const);

test.each(buildspecs)('the buildspec of the kit %s exports its plan', (_, text) => {
  expect(exportsPlan(text)).toBe(true);
});

test.each(buildspecs)(
  'the kit %s makes plans, unless it runs programs of one’s own',
  (kit, text) => {
    expect(makesPlans(text)).toBe(kit !== 'script');
  },
);

test.each([
  ['another variable', 'env:\n  exported-variables: [GITENV_BUNDLE]\n', false],
  ['the plan, in one line', 'env: { exported-variables: [A, "GITENV_PLAN"] }\n', true],
  ['nothing', 'version: 0.2\n# exported-variables: [GITENV_PLAN]\n', false],
  ['the plan elsewhere', 'exported-variables: [GITENV_PLAN]\n', false],
  ['nothing that is YAML', 'env: [\n', false],
  ['nothing at all', '', false],
])('an own buildspec that exports %s', (_, text, exports) => {
  expect(exportsPlan(text)).toBe(exports);
});
