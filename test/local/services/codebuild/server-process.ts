import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { bundleServer } from '../../../setup/local/server-bundle';
import type { TestMachine } from '../../machine';
import { TestProject } from './project';

/** The server as a process of its own, on the root of a test machine that has been closed. */
export class ServerProcess {
  private constructor(
    private readonly process: ChildProcess,
    readonly endpoint: string,
  ) {}

  static async start(root: string, ...options: string[]): Promise<ServerProcess> {
    const bundle = bundleServer();
    const child = spawn(process.execPath, [...options, bundle.file, '--root', root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [ready] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    bundle.remove();
    const { port } = JSON.parse(ready.toString()) as { port: number };
    return new ServerProcess(child, `http://127.0.0.1:${port}`);
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** The same project, behind this server. */
  project(machine: TestMachine, name: string): TestProject {
    return TestProject.at(machine, name, { ...machine.client(), endpoint: this.endpoint });
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    this.process.kill(signal);
    await once(this.process, 'exit');
  }
}
