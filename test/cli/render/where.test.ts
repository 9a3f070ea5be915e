import { createColors } from 'picocolors';
import { renderWhere } from '../../../cli/render/whole-release';
import { placeAmong } from '../../../lib/audit/where';
import type { Release } from '../../../lib/release/release';

const commit = 'a'.repeat(40);

function release(id: string, minute: number, status: Release['status']): Release {
  const startedAt = new Date(Date.UTC(2026, 0, 1, 0, minute));
  const unknown = { pushedBy: undefined, trigger: undefined, triggerDetail: undefined };
  return { id, status, commit, subject: '', startedAt, updatedAt: startedAt, ...unknown };
}

const shown = (...releases: Release[]) => {
  const place = { environment: 'prd', ...placeAmong(releases, commit), unknown: undefined };
  return renderWhere({ commit, environments: [place] }, createColors(false)).split('\n')[1];
};

test('a commit that is there stands beside the release that put it there, whatever was tried since', () => {
  const text = shown(release('refused', 9, 'Failed'), release('deployed', 1, 'Succeeded'));
  expect(text).toMatch(/^prd +current +2026-01-01 00:01 +deployed$/);
});

test('a commit that never got there stands beside the newest try', () => {
  const text = shown(release('second', 9, 'Failed'), release('first', 1, 'Failed'));
  expect(text).toMatch(/^prd +failed +2026-01-01 00:09 +second$/);
});
