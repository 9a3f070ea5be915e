import fs from 'node:fs';
import path from 'node:path';
import { AssetsStack } from './buckets/assets-stack';
import { GuardStack } from './guard-stack';
import { synthesizeTemplate } from './template';

const [folder = '.'] = process.argv.slice(2);
const files = {
  'template.json': synthesizeTemplate(),
  'assets-template.json': synthesizeTemplate(undefined, undefined, (app) => new AssetsStack(app)),
  'guard-template.json': synthesizeTemplate(undefined, undefined, (app) => new GuardStack(app)),
};
for (const [name, template] of Object.entries(files))
  fs.writeFileSync(path.join(folder, name), JSON.stringify(template));
