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
  /** ISO time at which a lasting key was made. */
  readonly createdAt?: string;
  /** Its user keeps the key, and nobody can sign with it. */
  readonly isInactive?: boolean;
}

export interface IssuedCredential extends Credential {
  readonly accessKeyId: string;
}

/** A lasting key of a user. */
export interface UserKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly isActive: boolean;
  readonly createdAt: string;
}

/** All access keys of all accounts on this machine. */
export class Credentials {
  /** Those that end with this process, such as a build's, which are not worth the disk. */
  private readonly lent = new Map<string, Credential>();

  constructor(
    private readonly records: Records<Credential>,
    private readonly now: () => Date,
  ) {}

  /** What a signature by the key is checked against; nothing for one that is switched off. */
  find(accessKeyId: string): Credential | undefined {
    const known = this.known(accessKeyId);
    return known?.isInactive ? undefined : known;
  }

  /** The account of a key, whether or not it is of use. */
  accountOf(accessKeyId: string): string | undefined {
    return this.known(accessKeyId)?.caller.account;
  }

  private known(accessKeyId: string): Credential | undefined {
    return this.lent.get(accessKeyId) ?? this.records.get(accessKeyId);
  }

  /** The lasting keys of a user, oldest first. */
  keysOf(arn: string): readonly UserKey[] {
    return this.records
      .list()
      .filter(({ caller, sessionToken }) => caller.arn === arn && sessionToken === undefined)
      .map(asUserKey)
      .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  }

  /** A lasting key for a user. */
  give(user: Omit<Caller, 'accessKeyId'>): UserKey {
    const accessKeyId = `AKIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const createdAt = this.now().toISOString();
    const caller = { ...user, accessKeyId };
    const credential: Credential = { secretAccessKey: secret(), caller, createdAt };
    this.records.put(accessKeyId, credential);
    return asUserKey(credential);
  }

  setActive(accessKeyId: string, isActive: boolean): void {
    const known = this.records.get(accessKeyId);
    if (known) this.records.put(accessKeyId, { ...known, isInactive: !isActive });
  }

  drop(accessKeyId: string): void {
    this.records.delete(accessKeyId);
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
    const createdAt = this.now().toISOString();
    const credential: Credential = { secretAccessKey: secret(), caller, createdAt };
    this.records.put(accessKeyId, credential);
    return { ...credential, accessKeyId };
  }

  /** Temporary credentials for an assumed role. */
  issue(caller: Omit<Caller, 'accessKeyId'>, seconds: number): IssuedCredential {
    const credential = this.temporary(caller, seconds);
    this.records.put(credential.caller.accessKeyId, credential);
    return { ...credential, accessKeyId: credential.caller.accessKeyId };
  }

  /** The same for somebody who does not outlive this process. */
  lend(caller: Omit<Caller, 'accessKeyId'>, seconds: number): IssuedCredential {
    const credential = this.temporary(caller, seconds);
    this.lent.set(credential.caller.accessKeyId, credential);
    return { ...credential, accessKeyId: credential.caller.accessKeyId };
  }

  private temporary(caller: Omit<Caller, 'accessKeyId'>, seconds: number): Credential {
    this.dropExpired();
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    return {
      secretAccessKey: secret(),
      caller: { ...caller, accessKeyId },
      sessionToken: randomBytes(96).toString('base64'),
      expiration: new Date(this.now().getTime() + seconds * 1000).toISOString(),
    };
  }

  /** Expired keys stay a day, so that their use is answered as expired and not as unknown. */
  private dropExpired(): void {
    const limit = new Date(this.now().getTime() - 86_400_000).toISOString();
    const isOld = ({ expiration }: Credential) => expiration !== undefined && expiration < limit;
    for (const kept of this.records.list())
      if (isOld(kept)) this.records.delete(kept.caller.accessKeyId);
    for (const [key, kept] of this.lent) if (isOld(kept)) this.lent.delete(key);
  }
}

/** The keys of administrators that an earlier version made have no date. */
function asUserKey({ caller, secretAccessKey, isInactive, createdAt }: Credential): UserKey {
  const { accessKeyId } = caller;
  const since = createdAt ?? new Date(0).toISOString();
  return { accessKeyId, secretAccessKey, isActive: !isInactive, createdAt: since };
}

function secret(): string {
  return randomBytes(30).toString('base64');
}
