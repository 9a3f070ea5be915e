import { randomBytes } from 'node:crypto';
import type { Caller } from './caller';
import type { Records } from './store';

/** What a signature is checked against, and who it then speaks for. */
export interface Credential {
  readonly secretAccessKey: string;
  readonly caller: Caller;
  /** Present on temporary credentials; a request must carry the same. */
  readonly sessionToken?: string;
  /** ISO time after which requests are refused as expired. */
  readonly expiration?: string;
}

export interface IssuedCredential extends Credential {
  readonly accessKeyId: string;
}

/** All access keys of all accounts on this machine. */
export class Credentials {
  constructor(
    private readonly records: Records<Credential>,
    private readonly now: () => Date,
  ) {}

  find(accessKeyId: string): Credential | undefined {
    return this.records.get(accessKeyId);
  }

  /** The account's long-lived administrator key, made at its first use. */
  administratorOf(account: string): IssuedCredential {
    const accessKeyId = `AKIALOCAL${account.slice(0, 11)}`.padEnd(20, 'A').slice(0, 20);
    const known = this.records.get(accessKeyId);
    if (known) return { ...known, accessKeyId };
    const caller: Caller = {
      account,
      arn: `arn:aws:iam::${account}:user/administrator`,
      userId: `AIDALOCAL${account.slice(0, 11)}`.padEnd(21, 'A').slice(0, 21),
      accessKeyId,
    };
    const credential: Credential = { secretAccessKey: secret(), caller };
    this.records.put(accessKeyId, credential);
    return { ...credential, accessKeyId };
  }

  /** Temporary credentials for an assumed role. */
  issue(caller: Omit<Caller, 'accessKeyId'>, seconds: number): IssuedCredential {
    this.dropExpired();
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const credential: Credential = {
      secretAccessKey: secret(),
      caller: { ...caller, accessKeyId },
      sessionToken: randomBytes(96).toString('base64'),
      expiration: new Date(this.now().getTime() + seconds * 1000).toISOString(),
    };
    this.records.put(accessKeyId, credential);
    return { ...credential, accessKeyId };
  }

  /** Expired keys stay a day, so that their use is answered as expired and not as unknown. */
  private dropExpired(): void {
    const limit = new Date(this.now().getTime() - 86_400_000).toISOString();
    for (const { caller, expiration } of this.records.list()) {
      if (expiration !== undefined && expiration < limit) this.records.delete(caller.accessKeyId);
    }
  }
}

function secret(): string {
  return randomBytes(30).toString('base64');
}
