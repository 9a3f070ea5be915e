import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { systemCode } from '../../errors';

/** What the server of a root left there about itself when it began to listen. */
export interface ServerRecord {
  readonly pid: number;
  readonly port: number;
  readonly startedAt: string;
  /** No rights are enforced. */
  readonly noIam?: true;
}

export type ServerState =
  | { readonly state: 'running'; readonly record: ServerRecord }
  /** There is a record, but nobody answers for it: the server was killed, or the machine restarted. */
  | { readonly state: 'stale'; readonly record: ServerRecord }
  | { readonly state: 'down' };

/** A server as it answers for itself. */
export interface ServerIdentity {
  readonly root: string;
  readonly pid: number;
}

/** How the server of a root stands. It runs when the port in its record answers with this root; a process id alone proves nothing. */
export async function findServer(root: string): Promise<ServerState> {
  const record = readRecord(path.join(root, 'server.json'));
  if (!record) return { state: 'down' };
  const identity = await whoServes(record.port);
  return { state: identity?.root === root ? 'running' : 'stale', record };
}

/** A port where nobody listens refuses at once; a server of ours may take seconds to answer on a busy machine. */
const patienceMs = 15_000;

/** Which of our servers listens on the port; undefined for none, and for any other program. */
export function whoServes(port: number): Promise<ServerIdentity | undefined> {
  return new Promise((resolve) => {
    const where = { host: '127.0.0.1', port, path: '/_server' };
    const options = { ...where, agent: false, timeout: patienceMs };
    const request = http.get(options, (reply) => {
      let body = '';
      reply.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      reply.on('end', () => resolve(readIdentity(body)));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined)).on('close', () => resolve(undefined));
  });
}

function readIdentity(body: string): ServerIdentity | undefined {
  try {
    const { root, pid }: Partial<ServerIdentity> = JSON.parse(body);
    return typeof root === 'string' && typeof pid === 'number' ? { root, pid } : undefined;
  } catch {
    return undefined;
  }
}

function readRecord(file: string): ServerRecord | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
