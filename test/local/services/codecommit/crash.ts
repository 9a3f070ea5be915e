import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { bundleServer } from '../../../setup/local/server-bundle';
import { startMachine, type TestMachine, testAccount } from '../../machine';
import { type RecordedEvent, recordEvents } from '../events/recorder';
import { signedUrl, Workspace } from './workspace';

/** A repository whose server is killed again and again while pushes are on their way. */
export class Ordeal {
  private readonly work = new Workspace();
  private readonly bundle = bundleServer();
  /** Tips that a push was told have arrived, in order. */
  readonly acknowledged: string[] = [];
  private machine!: TestMachine;

  async begin(): Promise<this> {
    await this.work.init();
    this.machine = await startMachine();
    const client = new CodeCommitClient(this.machine.client());
    await client.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
    await recordEvents(this.machine);
    await this.work.commit('Base');
    await this.work.git('push', '--quiet', signedUrl(this.machine, 'app'), 'main');
    return this;
  }

  /** Pushes one commit after another to a server of its own, which dies after so many milliseconds. */
  async push(lifetime: number): Promise<void> {
    await this.machine.close();
    const { server, port } = await this.startProcess();
    const url = signedUrl({ ...this.machine, port }, 'app');
    const died = once(server, 'exit');
    const killed = delay(lifetime).then(() => server.kill('SIGKILL'));
    for (let alive = true; alive; ) {
      const commit = await this.work.commit(`After ${this.acknowledged.length}`);
      const { code } = await this.work.try('push', '--quiet', url, '+main:main');
      if (code === 0) this.acknowledged.push(commit);
      else alive = false;
    }
    await killed;
    await died;
    this.machine = await startMachine({ root: this.machine.root });
  }

  private async startProcess(): Promise<{ server: ChildProcess; port: number }> {
    const args = [this.bundle.file, '--root', this.machine.root, '--account', testAccount];
    const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    return { server, port: (JSON.parse(line.toString()) as { port: number }).port };
  }

  /** What was told of the branch so far, once the restarted server has come to rest. */
  async events(): Promise<readonly RecordedEvent['detail'][]> {
    const events = await recordEvents(this.machine);
    return (await events()).map(({ detail }) => detail);
  }

  async tip(): Promise<string> {
    const line = await this.work.git('ls-remote', signedUrl(this.machine, 'app'), 'main');
    return line.slice(0, 40);
  }

  /** Whether the repository still takes a push, and holds together. */
  async isSound(): Promise<boolean> {
    await this.work.commit('Sound');
    await this.work.git('push', '--quiet', '--force', signedUrl(this.machine, 'app'), 'main');
    return (await this.work.try('fsck', '--connectivity-only')).code === 0;
  }

  async end(): Promise<void> {
    this.work.remove();
    this.bundle.remove();
    await this.machine.destroy();
  }
}

/** Kills the server so many times, and checks after each that what is told is exactly what happened. */
export async function surviveKills(ordeal: Ordeal, kills: number): Promise<void> {
  for (let round = 0; round < kills; round += 1) {
    await ordeal.push(20 + ((round * 37) % 160));
    const events = await ordeal.events();
    const rest = [...events];
    let tip: unknown;
    while (rest.length > 0) {
      const next = rest.findIndex(({ oldCommitId }) => oldCommitId === tip);
      expect(next).toBeGreaterThanOrEqual(0);
      tip = rest.splice(next, 1)[0]?.commitId;
    }
    expect(await ordeal.tip()).toBe(tip);
    const told = events.map(({ commitId }) => commitId);
    expect(told).toEqual(expect.arrayContaining(ordeal.acknowledged));
    expect(new Set(told).size).toBe(told.length);
  }
  expect(await ordeal.isSound()).toBe(true);
}
