import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { idOf, LinkStore } from '../links.js';

function temporaryFile(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'links-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  return path.join(folder, 'links.json');
}

test('the same address always has the same id', () => {
  assert.equal(idOf('https://example.com/'), idOf('https://example.com/'));
  assert.notEqual(idOf('https://example.com/'), idOf('https://example.com/other'));
});

test('an id is short and safe in an address', () => {
  assert.match(idOf('https://example.com/?a=b&c=d'), /^[A-Za-z0-9_-]{7}$/);
});

test('links outlive the process', (t) => {
  const file = temporaryFile(t);
  const { id } = new LinkStore(file).add('https://example.com/');
  assert.equal(new LinkStore(file).find(id).url, 'https://example.com/');
});

test('only web addresses are taken', (t) => {
  const store = new LinkStore(temporaryFile(t));
  assert.throws(() => store.add('javascript:alert(1)'), /must begin with/);
});
