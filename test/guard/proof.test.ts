import { proofStatement, readProof } from '../../lib/guard/proof';
import { askedCommit, askTag, parseSaying, sayTag } from '../../lib/guard/tags';
import { commit, digest, other, saidByStg, signer, stgKey, upstream } from './facts';

const read = (text: string) => readProof(text, commit, upstream);
const statement = (more = {}) => proofStatement(saidByStg(more));

describe('a proof', () => {
  test('is a verification summary of SLSA in a statement of in-toto', () => {
    expect(statement()).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://slsa.dev/verification_summary/v1',
      subject: [
        { name: 'commit', digest: { gitCommit: commit } },
        { name: 'bundle', digest: { sha256: digest.slice(7) } },
      ],
      predicate: {
        timeVerified: '2026-03-20T10:58:00.000Z',
        verificationResult: 'PASSED',
        inputAttestations: [{ uri: 'records/41.json' }],
      },
    });
  });

  test.each([
    ['that vouches for a commit', {}],
    ['that vouches for a commit without a bundle', { bundle: undefined }],
    ['that says why it does not', { why: 'rolled back there' as const }],
    ['of what was never released', { why: 'not released there' as const, releasedAt: undefined }],
  ])('%s is read as it was written', (_, more) => {
    const said = saidByStg(more);
    const signed = { signer: stgKey.fingerprint, isGood: said.why === undefined };
    expect(read(stgKey.signed(statement(more)))).toEqual({ ...said, ...signed });
  });

  test('that one byte is changed of counts for nothing', () => {
    const envelope = JSON.parse(stgKey.signed(statement({ why: 'withdrawn there' })));
    const payload = Buffer.from(JSON.stringify(statement())).toString('base64');
    expect(read(JSON.stringify({ ...envelope, payload }))).toBe('its signature does not hold');
  });

  test('of another key counts for nothing, whatever the hint beside it says', () => {
    const stranger = signer();
    const envelope = JSON.parse(stranger.signed(statement()));
    envelope.signatures[0].keyid = stgKey.fingerprint;
    const unknown = `it is signed with the key ${stranger.fingerprint.slice(0, 16)}, which does not count here`;
    expect(read(JSON.stringify(envelope))).toBe(unknown);
  });

  test.each([
    ['of another application', { application: 'till' }, 'it is of till in stg, not of shop in stg'],
    ['of another environment', { environment: 'dev' }, 'it is of shop in dev, not of shop in stg'],
    ['of another commit', { commit: other }, 'it is of the commit bbbbbbbb'],
  ])('%s counts for nothing', (_, more, why) => {
    expect(read(stgKey.signed(statement(more)))).toBe(why);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', 'commit'],
    ['a list', '[]'],
    ['no signature', JSON.stringify({ ...JSON.parse(stgKey.signed({})), signatures: [] })],
  ])('that is %s is no signed statement', (_, text) => {
    expect(read(text)).toBe('it is no signed statement');
  });

  test('that stg has signed for something else is no proof', () => {
    const { predicateType, ...rest } = statement() as { predicateType: string };
    expect(predicateType).toContain('slsa');
    expect(read(stgKey.signed({ ...rest, predicateType: 'https://example.com/record' }))).toBe(
      'it is signed, and is no proof',
    );
    expect(read(stgKey.signed({}))).toBe('it is signed, and is no proof');
  });

  test('that does not say that it passed has not', () => {
    const whole = statement() as { predicate: object };
    const silent = { ...whole, predicate: { ...whole.predicate, verificationResult: undefined } };
    expect(read(stgKey.signed(silent))).toMatchObject({ isGood: false, why: 'not released there' });
  });
});

describe('a tag', () => {
  test('asks about a commit', () => {
    expect(askedCommit(askTag(commit, '1a2b3c'))).toBe(commit);
  });

  test.each([
    'refs/tags/gitenv/ask/',
    `refs/tags/gitenv/ask/${commit}`,
    `refs/tags/gitenv/ask/{"commit":"${commit}"}`,
    `refs/tags/gitenv/ask/${commit}-1"x`,
    `refs/tags/gitenv/ask/${commit}-1/2`,
    `refs/heads/gitenv/ask/${commit}-1`,
  ])('asks about nothing: %s', (ref) => {
    expect(askedCommit(ref)).toBeUndefined();
  });

  const execution = '01234567-89ab-cdef-0123-456789abcdef';

  test.each([
    { verb: 'withdraw', about: commit, reason: 'it loses "orders" at $(date) — often' },
    { verb: 'acknowledge', about: execution, reason: 'seen, ticket 4711. '.repeat(26) },
    { verb: 'mark', about: execution, reason: 'failed, and that is fine' },
  ] as const)('says of a commit or a release: $verb', (saying) => {
    const ref = sayTag(saying, '1a2b3c');
    expect(ref).toMatch(/^[A-Za-z0-9/_-]+$/);
    expect(Math.max(...ref.split('/').map(({ length }) => length))).toBeLessThanOrEqual(200);
    expect(parseSaying(ref)).toEqual(saying);
  });

  test.each([
    `refs/tags/gitenv/say/withdraw/${commit}/1`,
    `refs/tags/gitenv/say/withdraw/${execution}/1/aGk`,
    `refs/tags/gitenv/say/mark/${commit}/1/aGk`,
    `refs/tags/gitenv/say/delete/${commit}/1/aGk`,
    `refs/tags/gitenv/say/withdraw/${commit}/1/a"k`,
    `refs/tags/gitenv/say/withdraw/${commit}/1/${'a'.repeat(2801)}`,
    `refs/tags/gitenv/ask/withdraw/${commit}/1/aGk`,
  ])('says nothing: %s', (ref) => {
    expect(parseSaying(ref)).toBeUndefined();
  });

  test('says its reason on one line', () => {
    const ref = sayTag({ verb: 'withdraw', about: commit, reason: 'one\ntwo\u001b[31m' }, '1');
    expect(parseSaying(ref)?.reason).toBe('one two [31m');
  });
});
