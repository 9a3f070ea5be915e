import { execFile } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestMachine, testRegion } from '../../machine';

export interface GitRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const environment = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** A working copy with stock git; its remote is signed as git's credential helpers for CodeCommit do it. */
export class Workspace {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-work-'));

  /** Runs git and answers with its end, whatever that is. */
  try(...args: string[]): Promise<GitRun> {
    return this.feed('', ...args);
  }

  /** The same with something to read. */
  feed(input: string | Uint8Array, ...args: string[]): Promise<GitRun> {
    return new Promise((resolve) => {
      const git = execFile(
        'git',
        args,
        { cwd: this.folder, env: environment, maxBuffer: 1 << 28 },
        (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, stdout: stdout.trim(), stderr }),
      );
      git.stdin?.on('error', () => undefined).end(input);
    });
  }

  /** Runs git, which must succeed. */
  async git(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.try(...args);
    if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  }

  async init(): Promise<this> {
    await this.git('init', '--quiet', '--initial-branch', 'main');
    return this;
  }

  write(file: string, content: string): void {
    fs.mkdirSync(path.dirname(path.join(this.folder, file)), { recursive: true });
    fs.writeFileSync(path.join(this.folder, file), content);
  }

  /** Commits a changed file and answers with the commit's id. */
  async commit(message: string, file = 'app.txt', content = message): Promise<string> {
    this.write(file, content);
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SignOptions {
  readonly at?: Date;
  readonly region?: string;
  /** As the AWS CLI's credential helper signs. */
  readonly withoutPort?: boolean;
  readonly signer?: Signer;
}

/** The clone address with user and password, as git-remote-codecommit makes it. */
export function signedUrl(machine: TestMachine, name: string, options: SignOptions = {}): string {
  const signer: Signer = options.signer ?? machine.client().credentials;
  const host = `127.0.0.1:${machine.port}`;
  const ts = (options.at ?? machine.machine.now()).toISOString().replace(/[-:]|\.\d+Z/g, '');
  const region = options.region ?? testRegion;
  const scope = `${ts.slice(0, 8)}/${region}/codecommit/aws4_request`;
  const signedHost = options.withoutPort ? '127.0.0.1' : host;
  const canonical = `GIT\n/v1/repos/${name}\n\nhost:${signedHost}\n\nhost\n`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const hm = (key: string | Buffer, text: string) =>
    createHmac('sha256', key).update(text).digest();
  const dated = hm(`AWS4${signer.secretAccessKey}`, ts.slice(0, 8));
  const key = [region, 'codecommit', 'aws4_request'].reduce(hm, dated);
  const signature = hm(key, `AWS4-HMAC-SHA256\n${ts}\n${scope}\n${hash}`).toString('hex');
  const user = signer.sessionToken
    ? `${signer.accessKeyId}%${signer.sessionToken}`
    : signer.accessKeyId;
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(`${ts}Z${signature}`)}`;
  return `http://${login}@${host}/v1/repos/${name}`;
}
