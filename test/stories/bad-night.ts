import fs from 'node:fs';
import path from 'node:path';
import { type Ended, type Stage, script } from '../deploy/stage';

export const short = (commit: string) => commit.slice(0, 8);

/** What a test does to deploys while they run, and sees of them. */
export class Deploys {
  constructor(readonly stage: Stage) {}

  /** The commit whose deploy came to its end last. */
  get live(): string {
    const text = fs.readFileSync(this.file('live'), 'utf8');
    return text.trim();
  }

  /** Every deploy fails from now on, or succeeds again. */
  fail(fails: boolean): void {
    if (fails) fs.writeFileSync(this.file('broken'), '');
    else fs.rmSync(this.file('broken'), { force: true });
  }

  /** Every deploy waits from now on once it has begun, or goes on. */
  hold(holds: boolean): void {
    if (holds) fs.writeFileSync(this.file('held'), '');
    else fs.rmSync(this.file('held'), { force: true });
  }

  /** Releases a commit to its end. */
  async release(subject: string, ...options: string[]): Promise<string> {
    const commit = await this.commit(subject);
    await this.stage.gitenv(['push', 'dev', ...options]);
    await this.stage.machine.idle();
    return commit;
  }

  /** Sets a release going, and leaves it. */
  async begin(subject: string, ...options: string[]): Promise<string> {
    const commit = await this.commit(subject);
    const push = await this.stage.gitenv(['push', 'dev', '--no-follow', ...options]);
    expect(push).toMatchObject({ exitCode: 0 });
    return commit;
  }

  /** Releases a commit whose deploy never ends, and returns once it has begun. */
  async hang(subject: string): Promise<{ commit: string; ended: Promise<Ended> }> {
    const commit = await this.stage.commit(subject, {
      'deploy.sh': script(`# ${subject}`, 'echo begun', 'exec sleep 600'),
    });
    return { commit, ...(await this.following(['push', 'dev'])) };
  }

  /** Runs gitenv until its release prints that its deploy has begun. */
  async following(words: readonly string[]): Promise<{ ended: Promise<Ended> }> {
    let ended: Promise<Ended> | undefined;
    await new Promise<void>((resolve, reject) => {
      let text = '';
      ended = this.stage.gitenv(words, {
        onStderr: (more) => {
          text += more;
          if (text.includes('  begun')) resolve();
        },
      });
      void ended.then(({ stderr }) => reject(new Error(`ended too early: ${stderr}`)));
    });
    if (!ended) throw new Error('nothing was run');
    return { ended };
  }

  private commit(subject: string): Promise<string> {
    const [live, broken, held] = ['live', 'broken', 'held'].map((name) => this.file(name));
    return this.stage.commit(subject, {
      'deploy.sh': script(
        `# ${subject}`,
        'echo begun',
        `while [ -e ${held} ]; do sleep 0.05; done`,
        `[ ! -e ${broken} ] || exit 1`,
        `echo $GITENV_COMMIT > ${live}`,
      ),
    });
  }

  private file(name: string): string {
    return path.join(this.stage.folder, name);
  }
}
