import fs from 'node:fs';
import { tabledServices } from '../../lib/local/protocol/shapes';
import { shapeTable, tableFile } from './shapes';

/** `GITENV_UPDATE_SHAPES=1 npx jest test/contract/shapes` writes the tables anew. */
const update = process.env.GITENV_UPDATE_SHAPES === '1';

test.each(tabledServices)('the table of the shapes of %s is current', (name) => {
  const table = shapeTable(name);
  if (update) fs.writeFileSync(tableFile(name), table);
  expect(fs.readFileSync(tableFile(name), 'utf8')).toBe(table);
});
