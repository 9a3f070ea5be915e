import { publicKeyOf } from '../aws/kms/signer';
import { listReleases } from '../aws/pipeline/pipeline';
import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import { fingerprintOf } from '../guard/envelope';
import { guardNamesOf } from '../guard-names';
import { type Flaw, type StoredRecord, type VerifiedChain, verifyChain } from '../records/chain';
import { compareWithPipeline, type Disagreement } from '../records/compare';
import { recordDigest } from '../records/read-record';
import type { Release } from '../release/release';
import { type OpenEnvironment, openEnvironment } from '../target/open-environment';
import { orWhyNot } from '../target/why-not';
import { fetchRecords, KeptRecords } from './kept-records';

export interface AuditOptions {
  /** Only by what this machine has kept. */
  readonly offline: boolean;
  /** Where gitenv keeps what it can ask for again. */
  readonly cache: string;
  readonly now: Date;
}

/** What an environment's records are worth. */
export interface Audit {
  readonly environment: string;
  readonly offline: boolean;
  readonly records: number;
  readonly newest: {
    readonly sequence: number;
    readonly digest: string;
    readonly at: string;
  } | null;
  /** Fingerprints of the keys that have signed them. */
  readonly signers: readonly string[];
  readonly flaws: readonly Flaw[];
  readonly disagreements: readonly Disagreement[];
  /** How many releases CodePipeline has; null if it was not asked. */
  readonly compared: number | null;
  /** What could not be looked at, and why. */
  readonly unknown: readonly string[];
}

/** An audit with the records themselves, as they are stored. */
export interface AuditedRecords {
  readonly audit: Audit;
  readonly chain: VerifiedChain;
  readonly stored: readonly StoredRecord[];
}

/**
 * Verifies the records of an environment, and compares them with what CodePipeline still knows. What holds is kept on this machine, for
 * the next time and for `--offline`.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED, and what credentials and network may say
 */
export async function auditRecords(
  environment: Environment,
  options: AuditOptions,
): Promise<AuditedRecords> {
  const kept = new KeptRecords(options.cache, environment);
  const before = kept.all();
  const asked = options.offline ? undefined : await ask(environment, before);
  const stored = asked?.stored ?? before;
  const signers = [...kept.signers(), ...(asked?.signer ? [asked.signer] : [])];
  const chain = verifyChain(
    stored,
    {
      signers: signers.length > 0 ? signers : undefined,
      seen: new Map(before.map(({ sequence, text }) => [sequence, recordDigest(text)])),
    },
    // Offline nobody says in which account it is, unless gitenv.json does.
    asked?.whose,
  );
  const { records, flaws } = chain;
  const found = [...new Set(records.map(({ signer }) => signer))];
  if (asked && flaws.length === 0) kept.keep(stored, found);
  const newest = records.at(-1);
  return {
    chain,
    stored,
    audit: {
      environment: environment.name,
      offline: options.offline,
      records: stored.length,
      newest: newest
        ? { sequence: newest.head.sequence, digest: newest.digest, at: newest.head.recordedAt }
        : null,
      signers: found,
      flaws,
      disagreements: asked?.releases
        ? compareWithPipeline(records, stored.length > 0 ? asked.releases : [], options.now)
        : [],
      compared: asked?.releases?.length ?? null,
      unknown: asked?.unknown ?? [],
    },
  };
}

/** Whether nothing is wrong with what was looked at. */
export function holds({ flaws, disagreements }: Audit): boolean {
  return flaws.length === 0 && disagreements.length === 0;
}

async function ask(environment: Environment, kept: readonly StoredRecord[]) {
  const open = await openEnvironment(environment);
  const { account } = await open.account.verify();
  const [stored, key, releases] = await Promise.all([
    fetchRecords(open, kept),
    orWhyNot(publicKeyOf(open.account, guardNamesOf(open.application).alias)),
    orWhyNot(allReleases(open)),
  ]);
  const isBare = Buffer.isBuffer(key) && stored.length === 0;
  // Whoever may read one key may not ask for one that is not there: an environment without a guard has none.
  const mayHaveNone =
    stored.length === 0 && key instanceof GitenvError && key.code === 'ACCESS_DENIED';
  const unknown = [
    ...[key, releases].flatMap((it) =>
      it instanceof GitenvError && !(it === key && mayHaveNone) ? [it.message] : [],
    ),
    ...(isBare ? ['there is a key and no record: none was written yet, or they are gone'] : []),
  ];
  const { application, name, region } = environment;
  return {
    stored,
    unknown,
    whose: { application, environment: name, account, region },
    signer: key instanceof GitenvError || key === undefined ? undefined : fingerprintOf(key),
    releases: releases instanceof GitenvError ? undefined : releases,
  };
}

async function allReleases({ account, pipeline }: OpenEnvironment): Promise<Release[]> {
  const all: Release[] = [];
  for await (const release of listReleases(account, pipeline)) all.push(release);
  return all;
}
