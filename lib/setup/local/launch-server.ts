import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../../errors';

/** How the server differs from its defaults. */
export interface ServerSettings {
  /** A build fails where this machine lacks the runtime it names, instead of being warned. */
  readonly strict?: boolean | undefined;
  /** Everybody may everything. */
  readonly noIam?: boolean | undefined;
  /** Where builds find AWS instead of this server, for what it does not have. */
  readonly appEndpoint?: string | undefined;
}

export interface LaunchOptions extends ServerSettings {
  /** The bundled server, `dist/local.cjs` of the package. */
  readonly serverFile: string;
  readonly root: string;
  readonly port: number;
  readonly accounts: readonly string[];
}

/** What the server says once, over the channel to the process that started it. */
export type ServerMessage =
  | {
      readonly state: 'ready';
      readonly port: number;
      readonly accounts: readonly {
        readonly account: string;
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
      }[];
    }
  | { readonly state: 'failed'; readonly code: string; readonly message: string };

/** Where the server writes what nobody else is there to hear. */
export function logFile(root: string): string {
  return path.join(root, 'server.log');
}

/**
 * Starts the server as a process of its own, which goes on when this one ends, and waits for its first word.
 * @throws GitenvError LOCAL_FAILED, TOOL_MISSING
 */
export async function launchServer(options: LaunchOptions): Promise<ServerMessage> {
  const { serverFile, root, port, accounts, strict, noIam, appEndpoint } = options;
  if (!fs.existsSync(serverFile)) {
    throw new GitenvError('TOOL_MISSING', `${serverFile} is not there`, { hint: 'npm run build' });
  }
  const log = fs.openSync(logFile(root), 'a', 0o600);
  const words = [
    ...['--root', root, '--port', String(port)],
    ...(strict ? ['--strict'] : []),
    ...(noIam ? ['--no-iam'] : []),
    ...(appEndpoint === undefined ? [] : ['--app-endpoint', appEndpoint]),
  ];
  const child = spawn(
    process.execPath,
    [serverFile, ...words, ...accounts.flatMap((account) => ['--account', account])],
    { cwd: root, detached: true, stdio: ['ignore', log, log, 'ipc'] },
  );
  fs.closeSync(log);
  try {
    return await new Promise<ServerMessage>((resolve, reject) => {
      child.once('message', (message: ServerMessage) => resolve(message));
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(ended(root, code ?? signal)));
    });
  } finally {
    child.removeAllListeners();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

function ended(root: string, how: number | string | null): GitenvError {
  const last = fs.readFileSync(logFile(root), 'utf8').trimEnd().split('\n').at(-1) ?? '';
  return new GitenvError('LOCAL_FAILED', `The server ended at once (${how}): ${last}`, {
    hint: `cat ${logFile(root)}`,
  });
}
