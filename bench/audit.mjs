import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ms, timeOf, times } from './measure.mjs';
import { project } from './scene.mjs';

const count = 10_000;
const whose = {
  application: 'shop',
  environment: 'prd',
  account: '111111111111',
  region: 'eu-west-1',
};
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** How long a chain of 10,000 signed records takes to verify, beside the signatures alone. */
export function audit() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-bench-audit-'));
  try {
    const { env, work } = placeIn(folder);
    const signed = writeRecords(folder);
    const command = [path.join(project, 'dist/gitenv.cjs'), 'audit', 'verify', 'prd', '--offline'];
    const measured = timeOf(process.execPath, command, { env, cwd: work });
    const from = performance.now();
    for (const { key, bytes, signature } of signed)
      if (!verify('sha256', bytes, key, signature)) throw new Error('a signature does not hold');
    const alone = performance.now() - from;
    return [
      {
        what: `gitenv audit verify of ${count} records`,
        measured: ms(measured),
        beside: `the signatures alone: ${ms(alone)}`,
        result: times(measured / alone),
        bound: '< 10 s',
        within: measured < 10_000,
      },
    ];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** A work tree whose environment is known, and nothing else. */
function placeIn(folder) {
  const work = path.join(folder, 'work');
  const env = { ...process.env, HOME: folder, XDG_CACHE_HOME: path.join(folder, 'cache') };
  timeOf('git', ['init', '--quiet', work], { env });
  const { application, environment, ...prd } = whose;
  const config = { application, environments: { [environment]: prd } };
  fs.writeFileSync(path.join(work, 'gitenv.json'), JSON.stringify(config));
  return { env, work };
}

/** As the guard writes them, where `gitenv audit` keeps what it has verified. */
function writeRecords(folder) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = publicKey.export({ format: 'der', type: 'spki' });
  const { application, environment, account, region } = whose;
  const kept = sha256(JSON.stringify([application, environment, account, region])).slice(0, 40);
  const place = path.join(folder, 'cache/gitenv/records', kept);
  fs.mkdirSync(place, { recursive: true });
  const signers = JSON.stringify({ signers: [sha256(der)] });
  fs.writeFileSync(path.join(place, 'signers.json'), signers);
  const signed = [];
  let previous = null;
  for (let sequence = 1; sequence <= count; sequence++) {
    const payloadType = 'application/vnd.in-toto+json';
    const payload = JSON.stringify(statement(sequence, previous));
    const bytes = Buffer.from(
      `DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} ${payload}`,
    );
    const signature = sign('sha256', bytes, privateKey);
    const base64 = (buffer) => Buffer.from(buffer).toString('base64');
    const signatures = [{ keyid: sha256(der), sig: base64(signature), publicKey: base64(der) }];
    const text = `${JSON.stringify({ payloadType, payload: base64(payload), signatures })}\n`;
    fs.writeFileSync(path.join(place, `${String(sequence).padStart(12, '0')}.json`), text);
    previous = sha256(text);
    signed.push({ key: publicKey, bytes, signature });
  }
  return signed;
}

function statement(sequence, previous) {
  const action = {
    stage: 'Build',
    name: 'Build',
    status: 'Succeeded',
    summary: null,
    variables: {},
  };
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'shop', digest: { gitCommit: sha256(String(sequence)).slice(0, 40) } }],
    predicateType: 'urn:gitenv:release:1',
    predicate: {
      ...whose,
      sequence,
      previous,
      recordedAt: '2026-11-03T02:00:00.000Z',
      stack: { template: sha256('t'), parameters: sha256('p') },
      execution: `release-${sequence}`,
      attempt: 1,
      outcome: 'Succeeded',
      commit: sha256(String(sequence)).slice(0, 40),
      subject: `Release ${sequence}`,
      startedAt: '2026-11-03T01:00:00.000Z',
      endedAt: '2026-11-03T01:05:00.000Z',
      actions: [action, action, action],
    },
  };
}
