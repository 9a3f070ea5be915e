import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routeOf } from '../route.mjs';

test('a round visits each stop once, the nearest first', () => {
  const [near, far, farther] = [1, 2, 3].map((x) => ({ x, y: 0 }));
  assert.deepEqual(routeOf({ x: 0, y: 0 }, [farther, near, far]), [near, far, farther]);
});
