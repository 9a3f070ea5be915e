import fs from 'node:fs';
import { GitenvError } from '../../errors';
import { launchServer, type ServerMessage, type ServerSettings } from './launch-server';
import {
  checkProfiles,
  type LocalAccount,
  type ProfileFiles,
  removeProfiles,
  writeProfiles,
} from './profiles';
import { claimRoot, type RootRecord, readRoot, writeRoot } from './root';
import { findServer, type ServerRecord, type ServerState, whoServes } from './server-record';

export const defaultPort = 4599;
export const defaultPrefix = 'gitenv';
export const localRegion = 'eu-west-1';

/** The accounts on this machine, by the end of their profile's name. */
const accounts = { dev: '111111111111', stg: '222222222222', prd: '333333333333' } as const;

export interface UpOptions extends ServerSettings {
  readonly root: string;
  /** Undefined takes the port the root had before, or the default; 0 any free one. */
  readonly port?: number | undefined;
  readonly prefix?: string | undefined;
  readonly files: ProfileFiles;
  readonly serverFile: string;
}

export interface LocalServer {
  readonly root: string;
  readonly state: ServerState['state'];
  readonly endpoint?: string;
  readonly pid?: number;
  readonly startedAt?: string;
  /** No rights are enforced. */
  readonly noIam?: true;
  readonly profiles: readonly { readonly profile: string; readonly account: string }[];
}

/** How the server of a root stands, whoever started it. */
export async function localStatus(root: string): Promise<LocalServer> {
  const server = await findServer(root);
  const profiles = (readRoot(root)?.accounts ?? []).map(({ profile, account }) => ({
    profile,
    account,
  }));
  if (server.state !== 'running') return { root, state: server.state, profiles };
  const { pid, port, startedAt, noIam } = server.record;
  const endpoint = endpointOf(port);
  return { root, state: 'running', endpoint, pid, startedAt, ...(noIam && { noIam }), profiles };
}

/**
 * Starts the server where it does not run and writes its profiles. Called again it changes nothing.
 * @returns the server, and whether this call started it
 * @throws GitenvError LOCAL_BUSY, LOCAL_FAILED
 */
export async function localUp(options: UpOptions): Promise<LocalServer & { started: boolean }> {
  const { root, files } = options;
  const prefix = prefixOf(options);
  checkProfiles(root, files, namesOf(prefix));
  const claimed = claimRoot(root);
  const before = await findServer(root);
  if (before.state === 'running') {
    refuseOtherPort(options, before.record.port);
    refuseNewSettings(options, before.record);
  }
  const reply = before.state === 'running' ? undefined : await launch(options, claimed);
  const keys = reply ? accountsOf(prefix, reply) : rename(prefix, readRoot(root));
  const { port } = await running(root);
  remember(root, { prefix, port, accounts: keys, files: [files] });
  const endpoint = endpointOf(port);
  writeProfiles({ owner: root, files, region: localRegion, endpoint, accounts: keys });
  return { ...(await localStatus(root)), started: reply !== undefined };
}

/**
 * Stops the server and keeps its state.
 * @returns false where none ran
 */
export async function localDown(root: string): Promise<boolean> {
  const server = await findServer(root);
  if (server.state !== 'running') return false;
  process.kill(server.record.pid, 'SIGTERM');
  const gone = await eventually(async () => (await whoServes(server.record.port))?.root !== root);
  if (!gone) {
    const { pid } = server.record;
    throw new GitenvError('LOCAL_FAILED', `The server of ${root} (process ${pid}) does not stop`, {
      hint: `kill -9 ${pid}`,
    });
  }
  return true;
}

/**
 * Stops the server and removes its profiles and all its state.
 * @returns false where there was nothing
 * @throws GitenvError LOCAL_BUSY for a folder that is not a root of `gitenv local`
 */
export async function localDestroy(root: string, files: ProfileFiles): Promise<boolean> {
  const record = readRoot(root);
  if (!record) {
    if (!fs.existsSync(root)) return false;
    throw new GitenvError('LOCAL_BUSY', `${root} was not made by gitenv local, and stays`, {
      hint: `ls ${root}`,
    });
  }
  await localDown(root);
  for (const place of [...record.files, files]) removeProfiles(root, place);
  // The commands of builds end with the server, but not in the same moment.
  fs.rmSync(root, { recursive: true, force: true, maxRetries: 10 });
  return true;
}

/** A running server keeps the settings it was started with. */
function refuseNewSettings(
  { strict, noIam, appEndpoint, root }: UpOptions,
  record: ServerRecord,
): void {
  const isOther = noIam && !record.noIam;
  if (!strict && !isOther && appEndpoint === undefined) return;
  throw new GitenvError('LOCAL_BUSY', `The server of ${root} runs already, with other settings`, {
    advice: 'End it first, and then start it again with the new ones.',
    hint: 'gitenv local down',
  });
}

/** Starts the server, or waits for the one that another call is starting at this moment. */
async function launch(
  options: UpOptions,
  claimed: boolean,
): Promise<(ServerMessage & { state: 'ready' }) | undefined> {
  const { root, serverFile } = options;
  const port = options.port ?? readRoot(root)?.port ?? defaultPort;
  const { strict, noIam, appEndpoint } = options;
  const ids = Object.values(accounts);
  const settings = { strict, noIam, appEndpoint };
  const reply = await launchServer({ serverFile, root, port, accounts: ids, ...settings });
  if (reply.state === 'ready') return reply;
  if (claimed && reply.code !== 'LOCKED') fs.rmSync(root, { recursive: true, force: true });
  if (reply.code === 'EADDRINUSE') throw await portTaken(port);
  if (reply.code !== 'LOCKED') throw new GitenvError('LOCAL_FAILED', `${reply.message}`);
  if (
    await eventually(
      async () =>
        (readRoot(root)?.accounts.length ?? 0) > 0 && (await findServer(root)).state === 'running',
    )
  )
    return undefined;
  throw new GitenvError(
    'LOCAL_BUSY',
    `Process ${reply.message} holds ${root}, but does not answer`,
    {
      advice: 'If that is a server of gitenv local, end it.',
      hint: `kill ${reply.message}`,
    },
  );
}

async function portTaken(port: number): Promise<GitenvError> {
  const other = await whoServes(port);
  const whom = other ? `the server of ${other.root} (process ${other.pid})` : 'another program';
  return new GitenvError('LOCAL_BUSY', `Port ${port} is taken by ${whom}`, {
    hint: `gitenv local up --port ${port + 1}`,
  });
}

function refuseOtherPort({ root, port }: UpOptions, actual: number): void {
  if (port === undefined || port === 0 || port === actual) return;
  throw new GitenvError('LOCAL_BUSY', `The server of ${root} already runs on port ${actual}`, {
    hint: 'gitenv local down',
  });
}

async function running(root: string): Promise<{ port: number }> {
  const server = await findServer(root);
  if (server.state === 'running') return server.record;
  throw new GitenvError('LOCAL_FAILED', `The server of ${root} ended as soon as it ran`, {
    hint: 'gitenv local up',
  });
}

function prefixOf({ prefix, root }: UpOptions): string {
  if (prefix !== undefined && !/^[A-Za-z0-9_.-]+$/.test(prefix)) {
    throw new GitenvError('USAGE', `'${prefix}' cannot begin the name of a profile`, {
      advice: 'Use letters, digits, dots, dashes and underscores.',
    });
  }
  return prefix ?? (readRoot(root)?.prefix || defaultPrefix);
}

function namesOf(prefix: string): string[] {
  return Object.keys(accounts).map((name) => `${prefix}-${name}`);
}

function accountsOf(prefix: string, reply: ServerMessage & { state: 'ready' }): LocalAccount[] {
  const names = new Map<string, string>(
    Object.entries(accounts).map(([name, account]) => [account, name]),
  );
  return reply.accounts.map((keys) => ({
    profile: `${prefix}-${names.get(keys.account)}`,
    ...keys,
  }));
}

function rename(prefix: string, record: RootRecord | undefined): LocalAccount[] {
  const names = namesOf(prefix);
  return (record?.accounts ?? []).map((keys, i) => ({
    ...keys,
    profile: names[i] ?? keys.profile,
  }));
}

/** Keeps the files that earlier calls wrote to, so that all of them are cleared one day. */
function remember(root: string, record: RootRecord): void {
  const earlier = readRoot(root)?.files ?? [];
  const [files] = record.files;
  const known = earlier.some(
    (f) => f.config === files?.config && f.credentials === files?.credentials,
  );
  writeRoot(root, { ...record, files: known ? earlier : [...earlier, ...record.files] });
}

function endpointOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

async function eventually(isSo: () => Promise<boolean>): Promise<boolean> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    if (await isSo()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
