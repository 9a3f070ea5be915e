import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Ended, runProcess } from '../deploy/stage';
import { until } from '../local/until';
import { makeWorld, type World } from '../stories/world';
import { Disk } from './disk';
import type { Content } from './trouble';

export const environments = ['dev', 'stg'] as const;

/** Several people, a clone each, and two environments of a server that is a process of its own, on a disk of its own. */
export class Town {
  private commits = 0;

  private constructor(
    readonly world: World,
    readonly disk: Disk,
    readonly endpoint: string,
  ) {}

  static async found(people: number): Promise<Town> {
    const world = await makeWorld({});
    const disk = new Disk(path.join(world.folder, 'disk'));
    world.env.XDG_DATA_HOME = disk.folder;
    world.write('build', build(world.folder), 0o755);
    world.write('deploy', deploy(world.folder), 0o755);
    world.write('content', 'good');
    await world.ok('gitenv local up --port 0 && gitenv init dev stg --yes');
    await world.commit('Deploy with gitenv');
    await world.ok('git push && gitenv promote stg');
    const { endpoint } = JSON.parse(await world.ok('gitenv local status --json'));
    const town = new Town(world, disk, endpoint);
    for (let one = 1; one < people; one += 1) await world.ok(`cp -R . '${town.cloneOf(one)}'`);
    return town;
  }

  cloneOf(person: number): string {
    return person === 0 ? this.world.repository : path.join(this.world.folder, `person-${person}`);
  }

  /** Takes up what the branch is at, and adds a commit. @returns the commit */
  async commit(person: number, content: Content): Promise<string> {
    this.commits += 1;
    const { stdout } = await this.run(person, [
      'bash',
      '-c',
      `git fetch --quiet dev && git reset --quiet --hard dev/main && printf '%s' "$0" >content && echo ${this.commits} >number && git add -A && git commit --quiet -m "$0 ${this.commits}" && git rev-parse HEAD`,
      content,
    ]);
    return stdout.trim();
  }

  /** @param onStart told the number of the process group that the command runs in */
  run(
    person: number,
    [command = '', ...args]: readonly string[],
    env: NodeJS.ProcessEnv = {},
    onStart?: (group: number) => void,
  ): Promise<Ended> {
    const cwd = this.cloneOf(person);
    return runProcess(command, args, {
      cwd,
      env: { ...this.world.env, ...env },
      ...(onStart && { onStart }),
    });
  }

  async serverDies(): Promise<void> {
    const status = await this.world.sh('gitenv local status --json');
    const { pid } = JSON.parse(status.stdout) as { pid?: number };
    if (pid === undefined) return;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Somebody else has killed it in the same moment.
    }
    await until(() => !isAlive(pid));
  }

  /** There may be two who do so at once. */
  async serverIsUp(): Promise<void> {
    await this.world.sh('gitenv local up');
  }

  /** What is really there, as the deploys themselves wrote it down. */
  live(environment: string): string {
    return fs.readFileSync(path.join(this.world.folder, `live-${environment}`), 'utf8').trim();
  }

  /** Deploys of one environment that began while another one went on. */
  atOnce(): string {
    const file = path.join(this.world.folder, 'at-once');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  }

  /** Files of half a write. */
  halfWritten(): readonly string[] {
    const names = fs.readdirSync(this.disk.folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.tmp'));
  }

  async leave(): Promise<void> {
    this.disk.free();
    await this.world.sh('gitenv local destroy --yes');
    this.disk.remove();
    await this.world.end();
  }
}

/** Kills what runs in a process group: all of it, or gitenv and its helper alone. */
export function killIn(group: number, what: 'all' | 'gitenv'): void {
  const all = execFileSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' });
  for (const line of all.split('\n')) {
    const [, pid, own, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(own) !== group) continue;
    if (what === 'gitenv' && !/^\S*node \S*\/(git-remote-)?gitenv/.test(args)) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The first time that a release of the commit comes here, its kit dies, which is what runs this. */
const killsKit = (folder: string, stage: string) =>
  `if [ "$(cat content)" = "its kit is killed in ${stage}" ] && mkdir '${folder}'/killed-$GITENV_ENVIRONMENT-$GITENV_COMMIT; then kill -9 $PPID; exit 1; fi`;

const build = (folder: string) =>
  `#!/bin/sh
${killsKit(folder, 'Build')}
[ "$(cat content)" != "fails to build" ]
`;

/** Says in a file what is there: nothing whole from its first command on, until its last. */
const deploy = (folder: string) =>
  `#!/bin/sh
mine='${folder}'/deploying-$GITENV_ENVIRONMENT
if [ -e $mine ] && kill -0 $(cat $mine) 2>/dev/null; then echo $GITENV_COMMIT >>'${folder}'/at-once; fi
echo $$ >$mine
echo "between, on the way to $GITENV_COMMIT" >'${folder}'/live-$GITENV_ENVIRONMENT
${killsKit(folder, 'Deploy')}
[ "$(cat content)" != "fails to deploy" ] || exit 1
echo $GITENV_COMMIT >'${folder}'/live-$GITENV_ENVIRONMENT
rm -f $mine
`;
