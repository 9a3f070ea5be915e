import fs from 'node:fs';
import * as z from 'zod';
import { configSchema } from './config';

/** The JSON Schema that editors check `gitenv.json` with. */
export function configJsonSchema(): string {
  const schema = { title: 'gitenv.json', ...z.toJSONSchema(configSchema, { io: 'input' }) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

if (require.main === module)
  fs.writeFileSync(process.argv[2] ?? 'gitenv.schema.json', configJsonSchema());
