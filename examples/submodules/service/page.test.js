const assert = require('node:assert/strict');
const { test } = require('node:test');
const { page } = require('./page.js');

test('greets as the environment says', () => {
  assert.match(page({ title: 'Shop', greeting: 'Good morning' }), /<h1>Good morning<\/h1>/);
});

test('text stays text', () => {
  assert.match(page({ title: 'a < b', greeting: '' }), /<title>a &lt; b<\/title>/);
});
