import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  bodyOf,
  fingerprintOf,
  preAuthentication,
  sealed,
  statementType,
} from '../../lib/guard/envelope';
import type { StoredRecord } from '../../lib/records/chain';
import { type RecordStatement, statementOf } from '../../lib/records/record';

export const whose = {
  application: 'shop',
  environment: 'prd',
  account: '111111111111',
  region: 'eu-west-1',
};

/** A key that signs as KMS does. */
export class TestKey {
  private readonly privateKey: KeyObject;
  readonly publicKey: Buffer;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.privateKey = privateKey;
    this.publicKey = publicKey.export({ format: 'der', type: 'spki' });
  }

  get fingerprint(): string {
    return fingerprintOf(this.publicKey);
  }

  seal(statement: RecordStatement): string {
    const message = preAuthentication(statementType, bodyOf(statement));
    const envelope = sealed(statement, sign('sha256', message, this.privateKey), this.publicKey);
    return `${JSON.stringify(envelope)}\n`;
  }
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export interface TestEnd {
  readonly execution: string;
  readonly outcome?: string;
  readonly attempt?: number;
  readonly endedAt?: string;
}

/** A chain as the guard writes it. @param keyAt by which key the record of a number is signed */
export function chainOf(
  ends: readonly TestEnd[],
  keyAt: (sequence: number) => TestKey,
): StoredRecord[] {
  const stored: StoredRecord[] = [];
  let previous: string | null = null;
  const add = (kind: 'begin' | 'release', more: object) => {
    const sequence = stored.length + 1;
    const head = {
      ...whose,
      sequence,
      previous,
      recordedAt: '2026-11-03T02:00:00.000Z',
      stack: {
        template: sha256('t'),
        parameters: sha256('p'),
        guardTemplate: null,
        guardParameters: null,
      },
    };
    const text = keyAt(sequence).seal(statementOf(kind, [], { ...head, ...more }));
    previous = sha256(text);
    stored.push({ sequence, text });
  };
  add('begin', { earlier: [] });
  for (const end of ends)
    add('release', {
      attempt: 1,
      outcome: 'Succeeded',
      commit: sha256(end.execution).slice(0, 40),
      subject: `Release ${end.execution}`,
      startedAt: '2026-11-03T01:00:00.000Z',
      endedAt: '2026-11-03T01:05:00.000Z',
      ...end,
    });
  return stored;
}
