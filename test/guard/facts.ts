import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import {
  bodyOf,
  fingerprintOf,
  preAuthentication,
  sealed,
  statementType,
} from '../../lib/guard/envelope';
import type { GateFacts } from '../../lib/guard/facts';
import {
  type ProofStatement,
  type ProvingEnvironment,
  proofStatement,
  readProof,
} from '../../lib/guard/proof';
import type { Release } from '../../lib/release/release';

export const commit = 'a'.repeat(40);
export const other = 'b'.repeat(40);
export const digest = `sha256:${'d'.repeat(64)}`;
export const minutes = 60_000;

const began = new Date('2026-03-20T11:00:00Z');
export const at = (minute: number) => new Date(began.getTime() + minute * minutes);

const rule = 'arn:aws:events:eu-west-1:333333333333:rule/shop-push';
export const byPush = { trigger: 'CloudWatchEvent', triggerDetail: rule } as const;
export const robin = 'arn:aws:sts::333333333333:assumed-role/developer/robin';
export const kim = 'arn:aws:sts::333333333333:assumed-role/lead/kim';
export const byHand = { trigger: 'StartPipelineExecution', triggerDetail: robin } as const;

/** A signer as upstream's KMS is one. */
export function signer() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return {
    fingerprint: fingerprintOf(spki),
    signed(statement: object): string {
      const text = preAuthentication(statementType, bodyOf(statement));
      return JSON.stringify(sealed(statement, sign('sha256', text, privateKey), spki));
    },
  };
}

export const stgKey = signer();

export const upstream: ProvingEnvironment = {
  name: 'stg',
  application: 'shop',
  signers: [stgKey.fingerprint],
  freshMs: 15 * minutes,
  soakMs: 0,
};

/** What stg says of a commit; good unless it is told otherwise. */
export function saidByStg(more: Partial<ProofStatement> = {}): ProofStatement {
  return {
    ...{ environment: 'stg', application: 'shop', account: '222222222222', region: 'eu-west-1' },
    ...{ commit, bundle: digest, why: undefined, releasedAt: at(-300), timeVerified: at(-2) },
    ...{ sequence: 41, head: createHash('sha256').update('41').digest('hex') },
    ...more,
  };
}

/** The same as the gate reads it. */
export function proofOfStg(more: Partial<ProofStatement> = {}) {
  const proof = readProof(
    stgKey.signed(proofStatement(saidByStg(more))),
    more.commit ?? commit,
    upstream,
  );
  if (typeof proof === 'string') throw new Error(proof);
  return proof;
}

let releases = 0;

/** One of the past, pushed and good unless it is told otherwise. */
export function release(minute: number, more: Partial<Release> = {}): Release {
  releases += 1;
  return {
    ...{ id: `release-${releases}`, status: 'Succeeded', commit, subject: '' },
    ...{ startedAt: at(minute), updatedAt: at(minute + 1), pushedBy: robin, ...byPush },
    ...more,
  };
}

/** A push of a commit that stg has just vouched for, which nothing speaks against. */
export function facts(more: Partial<GateFacts> = {}): GateFacts {
  return {
    ...{ environment: 'prd', application: 'shop', region: 'eu-west-1' },
    execution: { id: 'now', commit, startedAt: at(0), pushedBy: robin, ...byPush },
    ...{
      past: [],
      withdrawn: [],
      upstream,
      proofs: [proofOfStg()],
      notProofs: [],
      seen: new Map(),
    },
    approval: { isAsked: false, word: undefined, verdict: undefined, isSeparate: false },
    ...{ bundle: digest, takesProvenBundle: true, closed: undefined, reason: undefined },
    ...more,
  };
}
