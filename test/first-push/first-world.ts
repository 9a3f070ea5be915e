import fs from 'node:fs';
import path from 'node:path';
import { makeWorld, type Outcome, type World } from '../stories/world';
import type { SmallRepository } from './repositories';
import { workers } from './stand-ins';

type Begun = Pick<SmallRepository, 'files' | 'branch' | 'submodule'>;

/** Tools that a machine may lack, or that would ask the network: each notes how it was called, and does no work. */
const tools = [
  'note',
  'npm',
  'yarn',
  'pnpm',
  'uv',
  'go',
  'mvn',
  'gradle',
  'cargo',
  'bundle',
  'python3',
];

/** What the first push of one repository came to. */
export interface FirstPush {
  readonly init: Outcome;
  readonly json: {
    readonly kit?: { readonly name: string; readonly because?: string };
    readonly next: readonly string[];
    readonly starters: readonly string[];
  };
  readonly push: Outcome;
  /** How builds called the tools, a call a line. */
  readonly calls: readonly string[];
}

/** One server for all repositories; each is an application of its own. */
export class FirstWorld {
  private count = 0;

  private constructor(readonly world: World) {}

  static async open(): Promise<FirstWorld> {
    const world = await makeWorld({});
    const first = new FirstWorld(world);
    for (const tool of tools) first.standIn(tool, '');
    for (const [name, lines] of Object.entries(workers)) first.standIn(name, lines);
    await world.ok('gitenv local up --port 0', first.env);
    return first;
  }

  get env(): NodeJS.ProcessEnv {
    return this.world.env;
  }

  end(): Promise<void> {
    return this.world.end();
  }

  /** Puts a program first on PATH that notes how it is called, and then runs these lines of sh. */
  standIn(name: string, lines: string): void {
    const note = `#!/bin/sh\necho "$(basename "$0") $*" >>'${this.log}'\n`;
    fs.writeFileSync(path.join(this.world.folder, 'bin', name), note + lines, { mode: 0o755 });
  }

  /** A repository with these files, and the one it uses beside it, committed. */
  async begin({ files, branch = 'main', submodule }: Begun): Promise<string> {
    this.count += 1;
    const folder = path.join(this.world.folder, `app-${this.count}`);
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
    }
    await this.ok(folder, `git init --quiet --initial-branch ${branch}`);
    if (submodule !== undefined) await this.use(folder, submodule);
    await this.ok(folder, 'git add --all && git commit --quiet --message Begin');
    return folder;
  }

  private async use(folder: string, name: string): Promise<void> {
    const other = path.join(this.world.folder, name);
    await this.ok(
      this.world.folder,
      `git init --quiet -b main ${name} && cd ${name} && echo text >file && git add file && git commit --quiet -m Begin`,
    );
    await this.ok(
      folder,
      `git -c protocol.file.allow=always submodule --quiet add ../${path.basename(other)}`,
    );
  }

  /** Through init and the commands that it names itself, from where the user stands. */
  async firstPush(repository: SmallRepository): Promise<FirstPush & { readonly folder: string }> {
    const folder = await this.begin(repository);
    const place = path.join(folder, repository.within ?? '.');
    fs.rmSync(this.log, { force: true });
    const init = await this.sh(place, `gitenv init dev --yes --json ${repository.init ?? ''}`);
    if (init.status !== 0) throw new Error(`init: ${init.stderr}`);
    const json = JSON.parse(init.stdout);
    const steps: readonly string[] = json.next;
    for (const step of steps.slice(0, -1)) await this.ok(place, step);
    const push = await this.sh(place, `${steps.at(-1)} 2>&1`);
    const calls = fs.existsSync(this.log) ? fs.readFileSync(this.log, 'utf8').split('\n') : [];
    return { init, json, push, calls: calls.filter(Boolean), folder };
  }

  sh(folder: string, line: string): Promise<Outcome> {
    return this.world.sh(`cd '${folder}' && ${line}`, this.env);
  }

  ok(folder: string, line: string): Promise<string> {
    return this.world.ok(`cd '${folder}' && ${line}`, this.env);
  }

  private get log(): string {
    return path.join(this.world.folder, 'calls');
  }
}
