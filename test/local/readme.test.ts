import fs from 'node:fs';
import path from 'node:path';
import { services } from '../../lib/local/services';
import { withGenerated } from './coverage';

const file = path.join(__dirname, '../../lib/local/README.md');

/** `GITENV_UPDATE_README=1 npx jest test/local/readme` writes the generated parts anew. */
const update = process.env.GITENV_UPDATE_README === '1';

describe('the README of lib/local', () => {
  test('lists the operations, resource types and refusals that there are', () => {
    const text = fs.readFileSync(file, 'utf8');
    if (update) fs.writeFileSync(file, withGenerated(text));
    expect(fs.readFileSync(file, 'utf8')).toBe(withGenerated(text));
  });

  test('says of every service how it differs from the real one', () => {
    const text = fs.readFileSync(file, 'utf8');
    const silent = services.filter(({ name }) => !text.includes(`**${name}**`));
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});
