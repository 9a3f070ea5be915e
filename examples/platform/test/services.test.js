import assert from 'node:assert/strict';
import test from 'node:test';
import { welcome } from '../services/accounts/service.js';
import { letter } from '../services/mail/service.js';

test('an account is welcomed by its name', () => {
  assert.equal(welcome({ name: 'Ada' }), 'Hello Ada, your account is ready.');
});

test('a letter begins with a greeting', () => {
  assert.match(letter('Ada', 'It works.'), /^Hello Ada,\n\nIt works\.\n$/);
});
