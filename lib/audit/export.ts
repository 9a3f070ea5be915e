import { createPublicKey } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { sha256Of } from '../bundle/manifest';
import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import { fieldsOf, parsedObject, textOrNone } from '../fields';
import { fingerprintOf, preAuthentication } from '../guard/envelope';
import { endsIn, type ReadRecord } from '../records/read-record';
import type { ReleaseEnd, ReleasePredicateFacts } from '../records/record';
import { csvLine } from './csv';
import { exportReadme } from './export-readme';
import { isInPeriod, type Period } from './period';
import { type AuditedRecords, type AuditOptions, auditRecords, holds } from './verify';

/** What was exported. */
export interface Exported {
  readonly environment: string;
  readonly folder: string;
  readonly records: number;
  readonly releases: number;
  /** Whether the whole chain holds, of which these are a part. */
  readonly holds: boolean;
}

type ExportedEnd = ReleaseEnd & Partial<ReleasePredicateFacts> & { readonly record: number };

/**
 * Writes what an environment has recorded in a period to a new folder, with what it takes to verify that without gitenv.
 * @throws GitenvError NO_RECORDS; NOT_WRITABLE where the folder is there already
 */
export async function exportRecords(
  environment: Environment,
  period: Period,
  [directory, out]: readonly [directory: string, out: string],
  options: AuditOptions,
): Promise<Exported> {
  const audited = await auditRecords(environment, options);
  const { name } = environment;
  if (audited.stored.length === 0)
    throw new GitenvError('NO_RECORDS', `${name} keeps no records`, {
      advice: 'What CodePipeline knows is in the history.',
      hint: `gitenv history ${name} --csv`,
    });
  const records = audited.chain.records.filter(({ head }) =>
    isInPeriod(period, new Date(head.recordedAt)),
  );
  if (records.length === 0)
    throw new GitenvError('NO_RECORDS', `${name} has recorded nothing in that time`, {
      hint: `gitenv audit verify ${name}`,
    });
  const ends = records.flatMap((record) =>
    endsIn(record).map((end): ExportedEnd => ({ ...end, record: record.head.sequence })),
  );
  const folder = path.resolve(directory, out);
  makeFolder(folder);
  const files = new Map<string, string | Buffer>([
    ['README.md', exportReadme({ environment: name, period, first: records[0], audited })],
    ['releases.csv', csvOf(ends)],
    ['releases.json', `${JSON.stringify(ends, null, 2)}\n`],
    ['commits.txt', commitsOf(ends)],
    ['audit.json', `${JSON.stringify(audited.audit, null, 2)}\n`],
    ...records.flatMap((record) => filesOf(record, audited)),
  ]);
  for (const [file, content] of files) write(folder, file, content);
  const sums = [...files].map(([file, content]) => `${sha256Of(content)}  ${file}\n`);
  write(folder, 'SHA256SUMS', sums.sort().join(''));
  return {
    environment: name,
    folder,
    records: records.length,
    releases: ends.length,
    holds: holds(audited.audit),
  };
}

function makeFolder(folder: string): void {
  if (fs.existsSync(folder))
    throw new GitenvError('NOT_WRITABLE', `${folder} is there already`, {
      advice: 'Name another with --out.',
    });
  fs.mkdirSync(folder, { recursive: true });
}

function write(folder: string, name: string, content: string | Buffer): void {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

/** A record as it is stored, and apart what openssl is given: the bytes that were signed, the signature, the key. */
function filesOf(
  { head, signer }: ReadRecord,
  { stored }: AuditedRecords,
): [string, string | Buffer][] {
  const text = stored.find(({ sequence }) => sequence === head.sequence)?.text ?? '';
  const { payload, payloadType, signatures } = parsedObject(text) ?? {};
  const [first] = Array.isArray(signatures) ? signatures : [];
  const { sig, publicKey } = fieldsOf(first);
  const bytes = (value: unknown) => Buffer.from(textOrNone(value) ?? '', 'base64');
  const name = String(head.sequence).padStart(12, '0');
  return [
    [`records/${name}.json`, text],
    [`signed/${name}.bytes`, preAuthentication(textOrNone(payloadType) ?? '', bytes(payload))],
    [`signed/${name}.signature`, bytes(sig)],
    [`signed/${name}.key`, `${signer}\n`],
    [`keys/${fingerprintOf(bytes(publicKey))}.pem`, pemOf(bytes(publicKey))],
  ];
}

function pemOf(publicKey: Buffer): string {
  const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  return key.export({ format: 'pem', type: 'spki' }).toString();
}

/** Of those releases alone whose tree is recorded too. */
function commitsOf(ends: readonly ExportedEnd[]): string {
  const lines = ends.flatMap(({ commit, tree }) => (commit && tree ? [`${commit} ${tree}\n`] : []));
  return [...new Set(lines)].join('');
}

const columns = [
  ...['record', 'release', 'attempt', 'outcome', 'commit', 'subject', 'started', 'ended'],
  ...['pushed by', 'answer', 'answered by', 'comment', 'rollback', 'before', 'bundle'],
];

function csvOf(ends: readonly ExportedEnd[]): string {
  const rows = ends.map((end) =>
    csvLine([
      ...[end.record, end.execution, end.attempt, end.outcome, end.commit, end.subject],
      ...[end.startedAt, end.endedAt, end.pushedBy, end.approval?.answer, end.approval?.by],
      ...[end.approval?.comment, end.isRollback, end.before, end.bundle],
    ]),
  );
  return [csvLine(columns), ...rows].join('');
}
