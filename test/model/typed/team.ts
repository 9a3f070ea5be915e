import fs from 'node:fs';
import path from 'node:path';
import {
  address,
  type Ended,
  install,
  runProcess,
  type Stage,
  script,
  setStage,
} from '../../deploy/stage';
import { type Person, people } from '../engine/names';

/** How the release of a commit goes; a slow one deploys until it is told to end. */
export type Content = 'good' | 'fails to build' | 'fails to deploy' | 'slow to deploy';

const environment = 'dev';

/** Two people, a clone each, and one environment of a running server that they reach by git and HTTP. */
export class Team {
  private readonly slow: string[] = [];
  private commits = 0;

  private constructor(readonly stage: Stage) {}

  static async gather(): Promise<Team> {
    const team = new Team(await setStage());
    await install(team.stage);
    team.write('ann', 'build.sh', script('[ "$(cat content)" != "fails to build" ]'));
    team.write('ann', 'deploy.sh', deployScript(team.stage.folder));
    await team.commit('ann', 'good');
    await team.gitenv('ann', ['push', environment]);
    await team.git('ann', ['clone', '--quiet', address, team.cloneOf('ben')]);
    await team.git('ben', ['remote', 'rename', 'origin', environment]);
    return team;
  }

  leave(): Promise<void> {
    this.endSlow();
    return this.stage.destroy();
  }

  /** @returns the new commit */
  async commit(person: Person, content: Content): Promise<string> {
    this.commits += 1;
    this.write(person, 'content', content);
    this.write(person, 'number', `${this.commits}\n`);
    await this.git(person, ['add', '-A']);
    await this.git(person, ['commit', '--quiet', '-m', `${content} ${this.commits}`]);
    const { stdout } = await this.git(person, ['rev-parse', 'HEAD']);
    if (content === 'slow to deploy') this.slow.push(stdout.trim());
    return stdout.trim();
  }

  /** Takes up what the branch is at, and gives up what was never pushed. */
  async pull(person: Person): Promise<void> {
    await this.git(person, ['fetch', '--quiet', environment]);
    await this.git(person, ['reset', '--quiet', '--hard', `${environment}/main`]);
  }

  gitenv(person: Person, args: readonly string[]): Promise<Ended> {
    return this.run(person, 'gitenv', args);
  }

  git(person: Person, args: readonly string[]): Promise<Ended> {
    return this.run(person, 'git', args);
  }

  async tip(): Promise<string> {
    const { stdout } = await this.git('ann', ['ls-remote', environment, 'refs/heads/main']);
    return stdout.split('\t')[0] ?? '';
  }

  /** What is really there, as the deploys themselves wrote it down. */
  live(): string {
    return fs.readFileSync(path.join(this.stage.folder, 'live'), 'utf8').trim();
  }

  /** Lets slow deploys end, and waits until nothing runs any more. */
  async finish(): Promise<void> {
    this.endSlow();
    await this.stage.machine.idle();
  }

  private endSlow(): void {
    for (const commit of this.slow)
      fs.writeFileSync(path.join(this.stage.folder, `end-${commit}`), '');
  }

  private run(person: Person, command: string, args: readonly string[]): Promise<Ended> {
    const cwd = fs.existsSync(this.cloneOf(person)) ? this.cloneOf(person) : this.stage.folder;
    const { env } = this.stage;
    return runProcess(command, args, {
      cwd,
      env: { ...env, GIT_AUTHOR_NAME: person, GIT_COMMITTER_NAME: person },
    });
  }

  private cloneOf(person: Person): string {
    return person === people[0] ? this.stage.clone : path.join(this.stage.folder, person);
  }

  private write(person: Person, name: string, text: string): void {
    fs.writeFileSync(path.join(this.cloneOf(person), name), text, { mode: 0o755 });
  }
}

/** Says in a file what is there: nothing whole from its first command on, until its last. */
function deployScript(folder: string): string {
  const live = path.join(folder, 'live');
  return script(
    `echo "between, on the way to $GITENV_COMMIT" > '${live}'`,
    'if [ "$(cat content)" = "slow to deploy" ]; then',
    `  while [ ! -e '${folder}'/end-$GITENV_COMMIT ]; do sleep 0.05; done`,
    'fi',
    '[ "$(cat content)" != "fails to deploy" ] || exit 1',
    `echo $GITENV_COMMIT > '${live}'`,
  );
}
