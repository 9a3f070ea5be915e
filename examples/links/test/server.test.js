import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { LinkStore } from '../links.js';
import { createServer } from '../server.js';

const config = JSON.parse(fs.readFileSync(new URL('../config/dev.json', import.meta.url), 'utf8'));
let server;
let address;

before(() => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'links-'));
  const store = new LinkStore(path.join(folder, 'links.json'), config);
  server = createServer(store, config, { environment: 'test', commit: 'abc' });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      address = `http://127.0.0.1:${server.address().port}`;
      resolve();
    });
  });
});

after(() => {
  server.closeAllConnections();
  server.close();
});

test('tells which commit runs where', async () => {
  const health = await (await fetch(`${address}/health`)).json();
  assert.deepEqual(health, { status: 'ok', environment: 'test', commit: 'abc' });
});

test('shortens an address and redirects to it', async () => {
  const created = await fetch(`${address}/links`, { method: 'POST', body: '{"url":"https://example.com/a"}' });
  assert.equal(created.status, 201);
  const { id } = await created.json();
  const followed = await fetch(`${address}/${id}`, { redirect: 'manual' });
  assert.equal(followed.status, 302);
  assert.equal(followed.headers.get('location'), 'https://example.com/a');
});

test('lists links without letting them inject markup', async () => {
  await fetch(`${address}/links`, { method: 'POST', body: '{"url":"https://example.com/<b>"}' });
  const page = await (await fetch(address)).text();
  assert.ok(page.includes('https://example.com/&lt;b&gt;'));
});

test('says what is wrong with a bad request', async () => {
  const refused = await fetch(`${address}/links`, { method: 'POST', body: 'not json' });
  assert.equal(refused.status, 400);
});
