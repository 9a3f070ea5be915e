import fs from 'node:fs';
import path from 'node:path';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { install, type Stage, stagesOf } from '../deploy/stage';
import { testAccount } from '../local/machine';

/** `shop` uses `modules`, which uses `base`; both lie beside it, as clones of a team's own server would. */
export interface SubmoduleStage {
  readonly stage: Stage;
  readonly modules: Place;
  readonly base: Place;
  /** Runs git in a folder. */
  inside(cwd: string, ...args: string[]): Promise<string>;
  /** Makes repositories, in dev's account unless another is said. */
  account(names: readonly string[], id?: string): Promise<void>;
  /** What an account keeps of a repository for the commits that use it. */
  kept(name: string, profile?: string): Promise<string[]>;
  /** Takes away all that the clone has of its submodules. */
  forget(): Promise<void>;
}

export interface Place {
  readonly folder: string;
  readonly name: string;
  commit(message: string): Promise<string>;
  /** Adds a submodule with an address beside this repository, and commits it. */
  use(other: Place): Promise<string>;
}

/** @param parameters of the account's stack */
export async function setSubmoduleStage(
  parameters: Record<string, string> = {},
): Promise<SubmoduleStage> {
  const key = JSON.stringify(parameters);
  const setStage = stagesByParameters.get(key) ?? stagesOf((made) => fill(made, parameters));
  stagesByParameters.set(key, setStage);
  const stage = await setStage();
  const [base, modules] = [placeIn(stage, 'base'), placeIn(stage, 'modules')];
  return {
    stage,
    modules,
    base,
    inside: (cwd, ...args) => inside(stage, cwd, ...args),
    account: async (names, id = testAccount) => {
      const client = new CodeCommitClient(stage.machine.client(id));
      for (const repositoryName of names)
        await client.send(new CreateRepositoryCommand({ repositoryName }));
    },
    kept: async (name, profile = 'dev') => {
      const { stdout } = await stage.git(['ls-remote', `gitenv://${profile}@eu-west-1/${name}`]);
      return stdout.split('\n').flatMap((line) => {
        const [commit = '', ref = ''] = line.split('\t');
        return ref === `refs/tags/gitenv/uses/${commit}` ? [commit] : [];
      });
    },
    forget: async () => {
      await inside(stage, stage.clone, 'submodule', '--quiet', 'deinit', '--force', '--all');
      fs.rmSync(path.join(stage.clone, '.git', 'modules'), { recursive: true });
    },
  };
}

const hosts = ['-c', 'protocol.file.allow=always'];

const stagesByParameters = new Map<string, () => Promise<Stage>>();

async function fill(stage: Stage, parameters: Record<string, string>): Promise<void> {
  await install(stage, parameters);
  const [base, modules] = [await begin(stage, 'base'), await begin(stage, 'modules')];
  await modules.use(base);
  await use(stage, stage.clone, modules);
  await stage.commit('Use modules', {});
}

async function begin(stage: Stage, name: string): Promise<Place> {
  const place = placeIn(stage, name);
  fs.mkdirSync(place.folder);
  await inside(stage, place.folder, 'init', '--quiet', '-b', 'main');
  await place.commit(`Begin ${name}`);
  return place;
}

function placeIn(stage: Stage, name: string): Place {
  const folder = path.join(stage.folder, name);
  const git = (...args: string[]) => inside(stage, folder, ...args);
  const commit = async (message: string) => {
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  return {
    folder,
    name,
    commit,
    use: async (other) => {
      await use(stage, folder, other);
      return commit(`Use ${other.name}`);
    },
  };
}

async function inside(stage: Stage, cwd: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await stage.git([...hosts, ...args], { cwd });
  if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

async function use(stage: Stage, cwd: string, { folder, name }: Place): Promise<void> {
  const git = (...args: string[]) => inside(stage, cwd, ...args);
  await git('submodule', '--quiet', 'add', folder, name);
  await git('submodule', 'set-url', name, `../${name}`);
  const at = path.join(cwd, name);
  // What it was cloned from stays its origin, as where a team's own server has it.
  await inside(stage, at, 'remote', 'set-url', 'origin', folder);
  await inside(stage, at, 'submodule', '--quiet', 'update', '--init', '--recursive');
}
