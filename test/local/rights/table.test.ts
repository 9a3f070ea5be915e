import fs from 'node:fs';
import { handlers } from '../../../lib/local/rights/handlers';
import { services } from '../../../lib/local/services';
import { actionTable, tableFile } from './table';

/** `GITENV_UPDATE_ACTIONS=1 npx jest test/local/rights/table` writes the table anew. */
const update = process.env.GITENV_UPDATE_ACTIONS === '1';

test('the table of actions is what the service authorization reference says', () => {
  const table = actionTable();
  if (update) fs.writeFileSync(tableFile, table);
  expect(fs.readFileSync(tableFile, 'utf8')).toBe(table);
});

test('for every type of resource it is written down which rights CloudFormation needs', () => {
  const types = services.flatMap(({ resources }) => Object.keys(resources ?? {}));
  expect(types.length).toBeGreaterThan(25);
  expect(types.filter((type) => !Object.hasOwn(handlers, type))).toEqual([]);
  expect(Object.keys(handlers).filter((type) => !types.includes(type))).toEqual([]);
});
