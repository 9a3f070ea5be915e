import fs from 'node:fs';
import path from 'node:path';
import { begins, withTable } from './page';
import { root } from './sources';

const file = path.join(root, 'ARCHITECTURE.md');

test('ARCHITECTURE.md shows the table that the rules are held by', () => {
  const page = fs.readFileSync(file, 'utf8');
  const now = withTable(page);
  if (process.env.GITENV_UPDATE_ARCHITECTURE) fs.writeFileSync(file, now);
  // GITENV_UPDATE_ARCHITECTURE=1 npx jest test/architecture writes it.
  else expect(page).toBe(now);
});

test('another table would be found', () => {
  const page = fs.readFileSync(file, 'utf8');
  const [before = '', after = ''] = page.split(begins);
  expect(withTable(`${before}${begins}\n\n| x |${after}`)).toBe(withTable(page));
  expect(() => withTable('no markers')).toThrow('where the table goes');
});

test('every path that the pages for contributors name exists', () => {
  const pages = ['ARCHITECTURE.md', 'CONTRIBUTING.md'];
  const named = pages.flatMap((page) =>
    [...fs.readFileSync(path.join(root, page), 'utf8').matchAll(/`([\w./*-]+)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => /^(bootstrap|buildspecs|cli|docs|lib|test)\//.test(name)),
  );
  const missing = named.filter(
    (name) =>
      ![name, `${name}.ts`].some((it) => it.includes('*') || fs.existsSync(path.join(root, it))),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});
