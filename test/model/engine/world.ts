import fs from 'node:fs';
import path from 'node:path';
import type { Commits } from './commits';
import { type Installed, installed, type Setup } from './installed';
import { ModelMachine, newRoot } from './machine';
import { Repository } from './repository';
import { Truth } from './truth';

/** One environment with its account, its people and what really is in it. */
export class World {
  readonly truth = new Truth();
  readonly model: ModelMachine;
  readonly repository: Repository;
  /** A client slept past the end of the lock that it was setting, and died or heard nothing any more: nobody was left to open again. */
  hasDiedAsleep = false;

  private constructor(
    readonly setup: Setup,
    readonly commits: Commits,
    root: string,
  ) {
    this.model = new ModelMachine(root, this.truth);
    this.repository = new Repository(this.model);
  }

  static async open(setup: Setup): Promise<World> {
    const { root, commits } = await installed(setup);
    const world = new World(setup, commits, copyOf(root));
    await world.model.machine.recover();
    await world.model.quiet();
    return world;
  }

  close(): void {
    this.model.remove();
  }

  /** Lets every build that can end do so, until all there is waits for a person or the clock. */
  async finish(): Promise<void> {
    for (let ended = true; ended; ) {
      await this.model.quiet();
      ended = this.model.builds.running.map(({ id }) => this.end(id)).some(Boolean);
    }
  }

  /** Ends a build as its commit has it. @returns false for one that hangs */
  end(id: string): boolean {
    const build = this.model.builds.running.find((one) => one.id === id);
    if (!build) return false;
    const { kind } = this.commits.find(build.commit);
    if (build.isDeploy && kind === 'hangs') return false;
    const fails = build.isDeploy ? 'fails to deploy' : 'fails to build';
    this.model.builds.end(id, kind === fails ? 'FAILED' : 'SUCCEEDED');
    return true;
  }
}

/** What CloudFormation remembers is left out: nobody asks for the stack. */
function copyOf(root: Installed['root']): string {
  const copy = newRoot();
  const filter = (file: string) => path.basename(file) !== 'cloudformation';
  fs.cpSync(root, copy, { recursive: true, filter });
  return copy;
}
