import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { serviceCaller } from '../../../lib/local/base/caller';
import type { Context } from '../../../lib/local/base/context';
import type { Service } from '../../../lib/local/base/service';
import { Machine } from '../../../lib/local/server/machine';
import { services as allServices } from '../../../lib/local/services';
import { codecommit } from '../../../lib/local/services/codecommit';
import { Builds, type DeployWatch } from './builds';
import { Clock } from './clock';
import { account, arnOf, type Person, region } from './names';

/** Flushing a file to a disk takes longer than all the rest; where there is a file system in memory, it takes nothing. */
const folder = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

export function newRoot(): string {
  return fs.mkdtempSync(path.join(folder, 'gitenv-model-'));
}

/** What Source hands on is not looked at: the builds of the model go by the commit. So no git process makes an archive. */
const withoutArchives: Service = {
  ...codecommit,
  internal: {
    UploadArchive: ({ s3Bucket, s3Key }: { s3Bucket: string; s3Key: string }, context: Context) =>
      context.call('s3', 'PutObject', { Bucket: s3Bucket, Key: s3Key, Body: Buffer.from('') }),
  },
};

/** The emulator in this process, without HTTP: its own services but for what runs in builds, and a clock moved by hand. */
export class ModelMachine {
  readonly clock = new Clock();
  readonly builds: Builds;
  readonly machine: Machine;
  /** What nobody was there to be told of, which is a bug of the emulator. */
  readonly bugs: unknown[] = [];

  constructor(
    readonly root: string,
    watch: DeployWatch = { began: () => undefined, ended: () => undefined },
  ) {
    this.builds = new Builds(watch);
    const instead = [this.builds.service, withoutArchives];
    this.machine = new Machine({
      root,
      services: allServices.map((one) => instead.find(({ name }) => name === one.name) ?? one),
      endpoint: () => 'http://127.0.0.1',
      now: this.clock.now,
      later: this.clock.later,
      onBug: (error) => this.bugs.push(error),
      // The people of a story have no roles: it is not about rights.
      settings: { noIam: true },
    });
  }

  /** As AWS itself, unless somebody is named. */
  context(person?: Person): Context {
    const self = this.machine.context(serviceCaller(account), region);
    if (!person) return self;
    return self.as({ account, arn: arnOf(person), userId: person, accessKeyId: person });
  }

  call<O = unknown>(service: string, operation: string, input: object, as?: Person): Promise<O> {
    return this.context(as).call<O>(service, operation, input);
  }

  /** Resolves once everything waits for a build, a person or the clock. */
  async quiet(): Promise<void> {
    do await new Promise(setImmediate);
    while (this.machine.busy > this.builds.awaited);
    const [bug] = this.bugs;
    if (bug !== undefined) throw bug;
  }

  /** Lets time pass, with all that is due meanwhile. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.present + ms;
    while (this.clock.step(until)) await this.quiet();
    await this.quiet();
  }

  remove(): void {
    this.machine.close();
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}
