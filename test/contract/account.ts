import { randomBytes } from 'node:crypto';
import { startMachine, type TestMachine } from '../local/machine';

/** Where contract tests run: on this machine, or with GITENV_TEST_AWS=1 and credentials in an account of AWS. */
export interface TestAccount {
  readonly onAws: boolean;
  /** For any SDK client. */
  client(): ReturnType<TestMachine['client']>;
  /** A name that nothing else has. */
  name(prefix: string): string;
  close(): Promise<void>;
}

export async function openAccount(): Promise<TestAccount> {
  const name = (prefix: string) => `${prefix}-gitenv-${randomBytes(5).toString('hex')}`;
  if (process.env.GITENV_TEST_AWS === '1') {
    const region = process.env.AWS_REGION ?? 'eu-west-1';
    // Endpoint and credentials are the SDK's to find.
    const client = () => ({ region }) as ReturnType<TestMachine['client']>;
    return { onAws: true, client, name, close: async () => undefined };
  }
  const machine = await startMachine();
  return { onAws: false, client: () => machine.client(), name, close: () => machine.destroy() };
}
