import fs from 'node:fs';
import { validatedTypes } from '../../../../lib/local/services/cloudformation/validation/validated-types';
import { propertyTable, propertyTableFile } from './property-table';

/** `GITENV_UPDATE_SHAPES=1 npx jest test/local/services/cloudformation/property-table` writes the table anew. */
const update = process.env.GITENV_UPDATE_SHAPES === '1';

test('the table of properties that early validation knows is current', () => {
  const table = propertyTable(validatedTypes);
  if (update) fs.writeFileSync(propertyTableFile, table);
  expect(fs.readFileSync(propertyTableFile, 'utf8')).toBe(table);
});
