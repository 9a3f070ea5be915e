import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { announceServer, lockRoot } from './server/lock';
import { startServer } from './server/server';

/** What the server tells its parent, once, over Node's IPC channel (or as a line on stdout without one). */
export type ServerMessage =
  | {
      readonly state: 'ready';
      readonly port: number;
      readonly accounts: readonly {
        account: string;
        accessKeyId: string;
        secretAccessKey: string;
      }[];
    }
  | { readonly state: 'failed'; readonly code: string; readonly message: string };

/** `local.cjs --root DIR --port N [--strict] [--no-iam] [--app-endpoint URL] --account 111111111111 …`: serves until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      root: { type: 'string' },
      port: { type: 'string', default: '0' },
      strict: { type: 'boolean', default: false },
      'no-iam': { type: 'boolean', default: false },
      'app-endpoint': { type: 'string' },
      account: { type: 'string', multiple: true, default: [] },
    },
  });
  if (values.root === undefined) throw new Error('--root is required');
  const lock = lockRoot(values.root);
  if ('heldBy' in lock)
    return tell({ state: 'failed', code: 'LOCKED', message: String(lock.heldBy) });
  const noIam = values['no-iam'];
  const settings = { strict: values.strict, noIam, appEndpoint: values['app-endpoint'] };
  const onBug = (error: unknown) => lastWords(`${error instanceof Error ? error.stack : error}\n`);
  const server = await startServer({
    root: values.root,
    port: Number(values.port),
    settings,
    onBug,
  });
  const startedAt = new Date().toISOString();
  const record = {
    pid: process.pid,
    port: server.port,
    startedAt,
    ...(noIam && { noIam: true as const }),
  };
  const retract = announceServer(values.root, record);
  const stop = () => {
    retract();
    lock.release();
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  // A bug in one request must not end the builds and pipelines of all others.
  process.on('uncaughtException', (error) => lastWords(`${error.stack}\n`));
  // On a full disk its own log cannot be written either, and to say so would be one more thing to write.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const accounts = values.account.map((account) => {
    const { accessKeyId, secretAccessKey } = server.machine.credentials.administratorOf(account);
    return { account, accessKeyId, secretAccessKey };
  });
  tell({ state: 'ready', port: server.port, accounts });
}

/** Not by the stream, which does not write again once a write has failed. */
function lastWords(text: string): void {
  try {
    fs.writeSync(process.stderr.fd, text);
  } catch {
    // There is nowhere to say it.
  }
}

function tell(message: ServerMessage): void {
  if (process.send) process.send(message, () => process.disconnect?.());
  else process.stdout.write(`${JSON.stringify(message)}\n`);
}

main().catch((error: NodeJS.ErrnoException) => {
  tell({ state: 'failed', code: error.code ?? 'FAILED', message: error.message });
  process.exitCode = 1;
});
