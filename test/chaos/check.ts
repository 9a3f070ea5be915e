import { until } from '../local/until';
import { demand } from '../model/play/demand';
import { orHangs } from './hang';
import { environments, type Town } from './town';

interface Status {
  readonly environment: string;
  readonly wanted?: { readonly commit: string };
  readonly running?: { readonly commit: string };
  readonly partial?: { readonly commit: string };
  readonly onItsWay: readonly unknown[];
}

interface Release {
  readonly id: string;
  readonly commit: string;
  readonly status: string;
}

/** What must hold once every trouble is over. */
export class Check {
  private readonly acknowledged: string[] = [];
  /** Releases that were seen, by environment. */
  private readonly seen = new Map<string, readonly string[]>();

  constructor(private readonly town: Town) {}

  /** Somebody was told that this commit is released in dev. */
  acknowledge(commit: string): void {
    this.acknowledged.push(commit);
  }

  /** Nothing that was told is lost, and what is told is so. */
  async quiet(told: string[]): Promise<void> {
    for (const environment of environments) {
      const areOver = until(async () => (await this.history(environment)).every(isOver));
      await orHangs(areOver, `a release in ${environment}`);
    }
    demand(this.town.atOnce() === '', 'two deploys ran at once');
    for (const environment of environments) await this.checkHistory(environment);
    for (const status of await this.statuses()) this.checkStatus(status, told);
    const half = this.town.halfWritten();
    demand(half.length === 0, `files of half a write stay: ${half.join(', ')}`);
  }

  /** From wherever it is, a commit that fixes it can be pushed, and runs then. */
  async wayOn(told: string[]): Promise<void> {
    const { town } = this;
    await town.run(0, ['gitenv', 'unlock', 'dev']);
    const commit = await town.commit(0, 'good');
    const fix = ['gitenv', 'push', 'dev', '--reason', 'it fixes it'];
    const { exitCode, stderr } = await town.run(0, fix);
    told.push(`the fix ${commit} → ${exitCode} ${stderr.trim().replaceAll('\n', '\n    ')}`);
    demand(exitCode === 0, 'a fix cannot be released');
    demand(town.live('dev') === commit, 'a fix was said to be released, and does not run');
    const [dev] = await this.statuses();
    demand(dev?.running?.commit === commit && !dev.partial, 'status does not see the fix');
  }

  private async checkHistory(environment: string): Promise<void> {
    const releases = await this.history(environment);
    const ids = releases.map(({ id }) => id);
    for (const id of this.seen.get(environment) ?? [])
      demand(ids.includes(id), `the history of ${environment} has lost a release`);
    this.seen.set(environment, ids);
    if (environment !== 'dev') return;
    for (const commit of this.acknowledged)
      demand(
        releases.some((one) => one.commit === commit && one.status === 'Succeeded'),
        `${commit} was said to be released, and the history has no such release`,
      );
  }

  /** What runs is what really is there, or it is said that a deploy has changed a part of it. */
  private checkStatus({ environment, running, partial }: Status, told: string[]): void {
    const live = this.town.live(environment);
    told.push(`${environment} runs ${running?.commit}, really ${live}`);
    demand(
      partial !== undefined || live === running?.commit,
      `status says that ${running?.commit} runs in ${environment}, and ${live} is there`,
    );
  }

  private async statuses(): Promise<readonly Status[]> {
    return (
      JSON.parse(await this.town.world.ok('gitenv status --json')) as {
        environments: readonly Status[];
      }
    ).environments;
  }

  private async history(environment: string): Promise<readonly Release[]> {
    const line = `gitenv history ${environment} --limit 1000 --json`;
    return (JSON.parse(await this.town.world.ok(line)) as { releases: readonly Release[] })
      .releases;
  }
}

const isOver = ({ status }: Release) => !['InProgress', 'Stopping'].includes(status);
