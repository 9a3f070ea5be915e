import type { ApprovalFacts, GateFacts } from '../../lib/guard/facts';
import { decide, refusalsIn } from '../../lib/guard/gate';
import type { Guard } from '../../lib/release/guards/override';
import {
  at,
  byHand,
  byPush,
  commit,
  facts,
  kim,
  minutes,
  other,
  proofOfStg,
  release,
  robin,
  stgKey,
  upstream,
} from './facts';

const execution = facts().execution;
const asked: ApprovalFacts = {
  isAsked: true,
  word: 'needed',
  verdict: undefined,
  isSeparate: false,
};
const approvedBy = (by: string | undefined) => ({ answer: 'Approved' as const, by, comment: '' });
const good = release(-500);
const rolledBack = [
  release(-300, { commit: other, pushedBy: kim }),
  release(-400),
  release(-500, { commit: other }),
];
const withdrawn = [{ commit, by: kim, at: at(-9), reason: 'it loses orders' }];
const shopRule = byPush.triggerDetail;

const passing: [string, Partial<GateFacts>][] = [
  ['a push with a fresh proof', {}],
  ['a push to an environment that has nothing before it', { upstream: undefined, proofs: [] }],
  [
    'a proof that was fresh when the release began',
    { proofs: [proofOfStg({ timeVerified: at(-15) })] },
  ],
  [
    'a proof that was asked for while the release waited',
    { proofs: [proofOfStg({ timeVerified: at(2000) })] },
  ],
  [
    'a commit of which the same record was seen before',
    { seen: new Map([[stgKey.fingerprint, 41]]) },
  ],
  ['one of two keys', { upstream: { ...upstream, signers: ['0'.repeat(64), stgKey.fingerprint] } }],
  [
    'a commit that has run upstream for long enough',
    { upstream: { ...upstream, soakMs: 200 * minutes } },
  ],
  ['what was released here before, without a proof', { past: [good], proofs: [] }],
  [
    'a start by hand of what was released here before',
    { past: [good], proofs: [], execution: { ...execution, ...byHand } },
  ],
  [
    'RollbackStage',
    {
      past: [good],
      proofs: [],
      execution: { ...execution, trigger: 'ManualRollback', triggerDetail: robin },
    },
  ],
  [
    'a push that failed in Build and is started again by hand',
    { past: [release(-5, { status: 'Failed' })], execution: { ...execution, ...byHand } },
  ],
  [
    'an event that does not say who pushed',
    { execution: { ...execution, triggerDetail: `${shopRule}-unnamed`, pushedBy: undefined } },
  ],
  [
    'a commit without a bundle, of which none is proven',
    { bundle: undefined, proofs: [proofOfStg({ bundle: undefined })] },
  ],
  [
    'another bundle, where each environment builds its own',
    { bundle: `sha256:${'e'.repeat(64)}`, takesProvenBundle: false },
  ],
  ['what somebody has approved', { approval: { ...asked, verdict: approvedBy(robin) } }],
  [
    'what somebody else has approved',
    { approval: { ...asked, isSeparate: true, verdict: approvedBy(kim) } },
  ],
  [
    'what the guard has found to need no approval',
    { approval: { ...asked, isSeparate: true, word: 'not-needed' } },
  ],
  ['a Deploy that is repeated alone', { past: [good], approval: { ...asked, word: undefined } }],
  [
    'a commit beside one that was withdrawn',
    { withdrawn: withdrawn.map((it) => ({ ...it, commit: other })) },
  ],
];

const byForeignRule = { trigger: 'CloudWatchEvent', triggerDetail: `${shopRule}-mine` };
const refused: [string, Partial<GateFacts>, rule: string, fact: string, command: string][] = [
  [
    'a start by hand of what nobody pushed',
    { execution: { ...execution, ...byHand } },
    'start',
    'robin started this by hand, and no push has moved the branch to aaaaaaaa',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'a start by a rule that somebody added',
    { execution: { ...execution, ...byForeignRule } },
    'start',
    "the rule shop-push-mine, which is not gitenv's, started this, and no push has moved the branch to aaaaaaaa",
    'gitenv push prd aaaaaaaa',
  ],
  [
    'a start by hand after another one by hand that failed',
    {
      execution: { ...execution, ...byHand },
      past: [release(-5, { status: 'Failed', ...byHand })],
    },
    'start',
    'robin started this by hand, and no push has moved the branch to aaaaaaaa',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'an execution whose commit nobody knows',
    { upstream: undefined, proofs: [], execution: { ...execution, commit: undefined } },
    'start',
    'CodePipeline does not say which commit this is',
    'gitenv history prd',
  ],
  [
    'what was rolled back here',
    { past: rolledBack },
    'hold',
    'aaaaaaaa was rolled back in prd (2026-03-20 06:00 UTC by kim)',
    "gitenv push prd aaaaaaaa --reason '…'",
  ],
  [
    'what was withdrawn here',
    { withdrawn },
    'withdrawal',
    'kim has withdrawn aaaaaaaa in prd (2026-03-20 10:51 UTC): it loses orders',
    "gitenv push prd aaaaaaaa --reason '…'",
  ],
  [
    'a push past gitenv, which brings no proof',
    { proofs: [] },
    'proof',
    'no proof of stg came with aaaaaaaa',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'a proof that is not what stg signed',
    { proofs: [], notProofs: ['its signature does not hold'] },
    'proof',
    'no proof of stg came with aaaaaaaa that counts: its signature does not hold',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'a commit that failed here before, without a proof',
    { past: [release(-5, { status: 'Failed' })], proofs: [] },
    'proof',
    'no proof of stg came with aaaaaaaa',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'what stg has not released',
    { proofs: [proofOfStg({ why: 'not released there', releasedAt: undefined })] },
    'proof',
    'stg said at 2026-03-20 10:58 UTC that aaaaaaaa is not released there',
    'gitenv push stg aaaaaaaa',
  ],
  [
    'what stg has rolled back since it vouched for it',
    { proofs: [proofOfStg(), proofOfStg({ why: 'rolled back there', timeVerified: at(-1) })] },
    'proof',
    'stg said at 2026-03-20 10:59 UTC that aaaaaaaa is rolled back there',
    'gitenv history stg',
  ],
  [
    'a stale proof',
    { proofs: [proofOfStg({ timeVerified: at(-16) })] },
    'proof',
    'the proof of stg was 16 min 0 s old when the release began, and may be 15 min 0 s old',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'a proof of an older state of the chain than was seen',
    { seen: new Map([[stgKey.fingerprint, 42]]) },
    'proof',
    'the proof is of record 41 of stg, and record 42 was seen before',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'what has not run upstream for long enough',
    { upstream: { ...upstream, soakMs: 1440 * minutes } },
    'proof',
    'stg released aaaaaaaa at 2026-03-20 06:00 UTC, and it has to run there for 24 h 0 min',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'another bundle than the proven one',
    { bundle: `sha256:${'e'.repeat(64)}` },
    'bundle',
    'the release would deploy the bundle sha256:eeeeeeeeeeee, and stg has proven the bundle sha256:dddddddddddd',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'a build that brought no bundle, where one is proven',
    { bundle: undefined },
    'bundle',
    'the release would deploy no bundle, and stg has proven the bundle sha256:dddddddddddd',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'a stage for approval that was gone round',
    { approval: asked },
    'approver',
    'nobody has approved this release',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'what is repeated alone and was never good here',
    { past: [release(-5, { status: 'Failed' })], approval: { ...asked, word: undefined } },
    'approver',
    'nobody has approved this release',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'an approval by who pushed',
    { approval: { ...asked, isSeparate: true, verdict: approvedBy(robin) } },
    'approver',
    'robin pushed it, and must not approve it too',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'an approval by who pushed, in another role',
    {
      approval: {
        ...asked,
        isSeparate: true,
        verdict: approvedBy('arn:aws:sts::333333333333:assumed-role/approver/robin'),
      },
    },
    'approver',
    'robin pushed it, and must not approve it too',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'an approval by somebody, where nobody knows who pushed',
    {
      execution: { ...execution, pushedBy: undefined },
      approval: { ...asked, isSeparate: true, verdict: approvedBy(kim) },
    },
    'approver',
    'AWS does not say who pushed or who approved, and both must differ',
    'gitenv push prd aaaaaaaa',
  ],
  [
    'a locked environment',
    { closed: { by: 'kim', until: at(60), reason: 'stock-taking', isOverdue: false } },
    'lock',
    'prd is locked by kim until 2026-03-20 12:00 UTC: stock-taking',
    'gitenv unlock prd',
  ],
];

const reasonFor = (guards: readonly Guard[] = []) => ({
  ...{ commit, environment: 'prd', guards, text: 'tills are down' },
  ...{ author: 'Robin <robin@example.com>', at: at(-1), after: undefined },
});

describe('the gate of a guarded environment', () => {
  test.each(passing)('lets pass: %s', (_, more) => {
    expect(refusalsIn(decide(facts(more), true))).toEqual([]);
    expect(decide(facts(more), true).verdict).toBe('passed');
  });

  test.each(refused)('refuses: %s', (_, more, rule, fact, command) => {
    const decision = decide(facts(more), true);
    expect(decision.verdict).toBe('refused');
    expect(refusalsIn(decision)[0]).toEqual({ rule, verdict: 'refuses', fact, command });
  });

  test.each(refused)('only tells while it is being tried: %s', (_, more) => {
    expect(decide(facts(more), 'warn').verdict).toBe('warned');
  });

  test.each(refused.filter(([, , rule]) => rule !== 'start'))(
    'lets pass with a reason, as a break-glass release: %s',
    (_, more) => {
      const decision = decide(facts({ ...more, reason: reasonFor() }), true);
      expect(decision).toMatchObject({ verdict: 'break-glass', reason: 'tills are down' });
    },
  );

  test.each(refused.filter(([, , rule]) => rule === 'start'))(
    'refuses whatever reason is given: %s',
    (_, more) => {
      expect(decide(facts({ ...more, reason: reasonFor() }), true).verdict).toBe('refused');
    },
  );

  test('takes somebody at their word who goes round upstream, although the proof came', () => {
    expect(decide(facts({ reason: reasonFor(['skip-upstream']) }), true).verdict).toBe(
      'break-glass',
    );
    expect(decide(facts({ reason: reasonFor(['skip-look']) }), true).verdict).toBe('passed');
  });

  test('asks for a proof again of what was released here and then rolled back or withdrawn', () => {
    const rules = (more: Partial<GateFacts>) =>
      refusalsIn(decide(facts({ ...more, proofs: [] }), true)).map(({ rule }) => rule);
    expect(rules({ past: rolledBack })).toEqual(['hold', 'proof']);
    expect(rules({ past: [good], withdrawn })).toEqual(['withdrawal', 'proof']);
  });

  test('tells the fact behind every rule that passes', () => {
    expect(decide(facts(), true).answers).toEqual(
      [
        ['start', 'a push by robin moved the branch to aaaaaaaa'],
        ['hold', 'aaaaaaaa is not held in prd'],
        ['withdrawal', 'nobody has withdrawn aaaaaaaa in prd'],
        [
          'proof',
          'stg released aaaaaaaa at 2026-03-20 06:00 UTC and vouched for it at 2026-03-20 10:58 UTC',
        ],
        ['bundle', 'the bundle sha256:dddddddddddd is proven'],
        ['approver', 'prd asks nobody for approval'],
        ['lock', 'prd is open for releases'],
      ].map(([rule, fact]) => ({ rule, verdict: 'passes', fact })),
    );
  });
});
