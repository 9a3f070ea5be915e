const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const folder = path.join(__dirname, '..', 'parameters');
const files = fs.readdirSync(folder).sort();
const read = (file) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));

test('every environment says the same things', () => {
  const [first, ...rest] = files.map((file) => Object.keys(read(file)));
  for (const names of rest) assert.deepStrictEqual(names, first);
});

test('production lets through at least what the others do', () => {
  const production = read('prd.json');
  for (const file of files)
    for (const [name, value] of Object.entries(read(file)))
      assert.ok(value <= production[name], `${file}: ${name}`);
});
