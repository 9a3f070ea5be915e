import { createColors } from 'picocolors';
import { renderError } from '../../../cli/render/error';
import { renderRollback } from '../../../cli/render/rollback';
import type { RollbackPlan } from '../../../lib/deploy/rollback/plan';
import { GitenvError } from '../../../lib/errors';
import type { Release } from '../../../lib/release/release';
import type { OnItsWay } from '../../../lib/release/state/on-its-way';

const hostile = 'Harmless \u001b[2J\u001b]0;title\u0007\u202etxt';
const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];

const release: Release = {
  id: 'r1',
  status: 'Succeeded',
  commit: a,
  subject: hostile,
  startedAt: new Date('2026-03-20T11:00:00Z'),
  updatedAt: new Date('2026-03-20T11:01:05Z'),
  pushedBy: 'arn:aws:iam::111111111111:user/ann',
  trigger: undefined,
  triggerDetail: undefined,
};

const ahead: OnItsWay = {
  release: { ...release, status: 'InProgress', commit: b },
  stage: 'Deploy',
  action: 'Deploy',
  waitsFor: undefined,
  approval: undefined,
  heldBy: undefined,
};

const plan: RollbackPlan = {
  environment: 'prd',
  from: { commit: b, subject: hostile },
  to: { commit: a, subject: hostile },
  way: { kind: 'move', to: release },
  release,
  retries: undefined,
  undone: [{ commit: b, subject: hostile, author: hostile }],
  ahead: [ahead],
  isQueued: false,
  values: {
    since: release.updatedAt,
    changed: [
      {
        name: 'API_KEY',
        kind: 'secret',
        reference: hostile,
        changedAt: new Date('2026-03-21T11:00:00Z'),
        version: '7',
      },
    ],
    unknown: undefined,
  },
  override: { guards: [], reason: undefined, isNamed: false },
  after: undefined,
  undo: 'gitenv push prd bbbbbbbb',
};

describe('what a rollback says before it begins', () => {
  const text = renderRollback(plan, createColors(false));

  test('names the release that it goes back to, by a time that is the same in every zone', () => {
    expect(text).toContain('released 2026-03-20 11:01 UTC by ann');
  });

  test('names the releases that go before it, and what ends them', () => {
    expect(text).toMatch(
      /Goes after 1 release, which is not stopped:\n {4}bbbbbbbb ".*", in Deploy\n {2}To end what is before it: gitenv rollback prd --now --reason '…'/,
    );
    const now: RollbackPlan = {
      ...plan,
      override: { guards: ['now'], reason: 'the till is down', isNamed: true },
    };
    expect(renderRollback(now, createColors(false))).toMatch(
      /Ends 1 release first:\n {4}bbbbbbbb ".*", in Deploy\n {2}Passes a lock and a freeze, and approves its own release/,
    );
  });

  test('names the values that it does not bring back, by their versions', () => {
    expect(text).toMatch(
      /Not brought back: values that were changed since it was released \(2026-03-20 11:01 UTC\):\n {4}API_KEY \(secret .*\): version 7, changed 2026-03-21 11:00 UTC/,
    );
  });

  test('does not let commits steer the terminal, and nor does an error that names one', () => {
    const error = renderError(new GitenvError('LOST_LEASE', hostile), createColors(false));
    for (const line of [...text.split('\n'), error])
      expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
