import fs from 'node:fs';
import { synthesizeTemplate } from './template';

fs.writeFileSync(process.argv[2] ?? 'template.json', JSON.stringify(synthesizeTemplate()));
