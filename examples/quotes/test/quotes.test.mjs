import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoteOf } from '../quotes.mjs';

test('a quote stays for a day, and another comes after it', () => {
  const noon = new Date('2026-11-02T12:00:00Z');
  assert.equal(quoteOf(noon), quoteOf(new Date('2026-11-02T23:59:59Z')));
  assert.notEqual(quoteOf(noon), quoteOf(new Date('2026-11-03T00:00:00Z')));
});
