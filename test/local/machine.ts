import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Server, type ServerOptions, startServer } from '../../lib/local/server/server';
import { RefereeHandler } from '../contract/referee-handler';

export const testAccount = '111111111111';
export const testRegion = 'eu-west-1';

export interface TestMachine extends Server {
  readonly root: string;
  /**
   * For any SDK client: `new CodePipelineClient(machine.client())`. The referee looks at every reply
   * (test/contract/referee.ts): one that AWS could not have sent rejects the call.
   */
  client(account?: string): {
    requestHandler: RefereeHandler;
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    forcePathStyle: boolean;
  };
  /** Closes the server and starts another on the same root, as after a restart. */
  restart(): Promise<TestMachine>;
  /** Waits for work to end, closes and removes the root. */
  destroy(): Promise<void>;
}

/** A server of its own on a free port with a root of its own. */
export async function startMachine(options: Partial<ServerOptions> = {}): Promise<TestMachine> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const root = options.root ?? fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-test-'));
  const server = await startServer({ port: 0, ...options, root });
  return {
    ...server,
    root,
    client: (account = testAccount) => {
      const { accessKeyId, secretAccessKey } = server.machine.credentials.administratorOf(account);
      return {
        requestHandler: new RefereeHandler(),
        endpoint: server.endpoint,
        region: testRegion,
        credentials: { accessKeyId, secretAccessKey },
        forcePathStyle: true,
      };
    },
    restart: async () => {
      await server.close();
      return startMachine({ ...options, root });
    },
    destroy: async () => {
      await server.idle();
      await server.close();
      // A timer may have begun something in between.
      await server.idle();
      fs.rmSync(root, { recursive: true, force: true });
    },
  };
}
