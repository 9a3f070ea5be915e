import { createColors } from 'picocolors';
import { renderError } from '../../../cli/render/error';
import { renderRollback } from '../../../cli/render/rollback';
import type { RollbackPlan } from '../../../lib/deploy/rollback';
import { GitenvError } from '../../../lib/errors';

const hostile = 'Harmless \u001b[2J\u001b]0;title\u0007\u202etxt';
const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];

const plan: RollbackPlan = {
  environment: 'prd',
  from: { commit: b, subject: hostile },
  to: { commit: a, subject: hostile },
  release: {
    id: 'r1',
    status: 'Succeeded',
    commit: a,
    subject: hostile,
    startedAt: new Date('2026-03-20T11:00:00Z'),
    updatedAt: new Date('2026-03-20T11:01:05Z'),
    pushedBy: 'arn:aws:iam::111111111111:user/ann',
    trigger: undefined,
    triggerDetail: undefined,
  },
  undone: [{ commit: b, subject: hostile, author: hostile }],
  underWay: undefined,
  override: { guards: [], reason: undefined, isNamed: false },
  after: undefined,
  undo: 'gitenv push prd bbbbbbbb',
};

describe('what a rollback says before it begins', () => {
  const text = renderRollback(plan, createColors(false));

  test('names the release that it goes back to, by a time that is the same in every zone', () => {
    expect(text).toContain('released 2026-03-20 11:01 UTC by ann');
  });

  test('does not let commits steer the terminal, and nor does an error that names one', () => {
    const error = renderError(new GitenvError('LOST_LEASE', hostile), createColors(false));
    for (const line of [...text.split('\n'), error])
      expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
