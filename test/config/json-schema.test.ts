import fs from 'node:fs';
import path from 'node:path';
import { configJsonSchema } from '../../lib/config/json-schema';

test('the schema that editors check gitenv.json with is that of the code', () => {
  const file = path.join(__dirname, '..', '..', 'gitenv.schema.json');
  expect(fs.readFileSync(file, 'utf8')).toBe(configJsonSchema());
});
