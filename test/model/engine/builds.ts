import type { Build, StopBuildInput } from '@aws-sdk/client-codebuild';
import { buildVariables, namesOf } from '../../../lib/contract';
import type { Service } from '../../../lib/local/base/service';
import { codebuild } from '../../../lib/local/services/codebuild';
import { application } from './names';

interface BuildInput {
  readonly projectName: string;
  readonly executionId: string;
  readonly environmentVariables: readonly { readonly name: string; readonly value: string }[];
}

type Ending = 'SUCCEEDED' | 'FAILED' | 'STOPPED';

/** A build that was started; undefined stands for one that still runs. */
export interface ModelBuild {
  readonly id: string;
  readonly isDeploy: boolean;
  readonly executionId: string;
  readonly commit: string;
  readonly ending: Ending | undefined;
}

/** Hears of deploys as they happen, which is more than AWS tells. */
export interface DeployWatch {
  began(build: ModelBuild): void;
  ended(build: ModelBuild, ending: Ending, hasChanged: boolean): void;
}

/** CodeBuild, but for what runs: a build ends when the model says so. */
export class Builds {
  readonly all: ModelBuild[] = [];
  private readonly waiting = new Map<string, (build: Build) => void>();

  constructor(private readonly watch: DeployWatch) {}

  /** How many callers wait for a build to end. */
  get awaited(): number {
    return this.waiting.size;
  }

  get running(): readonly ModelBuild[] {
    return this.all.filter(({ ending }) => ending === undefined);
  }

  readonly service: Service = {
    ...codebuild,
    operations: {
      ...codebuild.operations,
      BatchGetBuilds: ({ ids = [] }: { ids?: string[] }) => ({
        builds: this.all.filter(({ id }) => ids.includes(id)).map(shown),
      }),
      StopBuild: ({ id = '' }: StopBuildInput) => {
        this.end(id, 'STOPPED');
        return { build: shown(this.find(id)) };
      },
    },
    internal: {
      StartPipelineBuild: (input: BuildInput) => ({ build: shown(this.start(input)) }),
      WaitForBuild: ({ id }: { id: string }) => this.wait(id),
    },
  };

  /** @param hasChanged whether it had run its first command, before which a build that fails has changed nothing */
  end(id: string, ending: Ending, hasChanged = true): void {
    const build = this.find(id);
    if (build.ending !== undefined) return;
    this.all[this.all.indexOf(build)] = { ...build, ending };
    if (build.isDeploy) this.watch.ended(build, ending, hasChanged);
    this.waiting.get(id)?.(shown(this.find(id)));
    this.waiting.delete(id);
  }

  private start({ projectName, executionId, environmentVariables }: BuildInput): ModelBuild {
    const commit = environmentVariables.find(({ name }) => name === buildVariables.commit)?.value;
    if (commit === undefined) throw new Error('a build does not know its commit');
    const isDeploy = projectName === namesOf(application).deployProject;
    const id = `${projectName}:${this.all.length + 1}`;
    const build = { id, isDeploy, executionId, commit, ending: undefined };
    this.all.push(build);
    if (isDeploy) this.watch.began(build);
    return build;
  }

  private wait(id: string): Promise<Build> | Build {
    const build = this.find(id);
    if (build.ending !== undefined) return shown(build);
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  private find(id: string): ModelBuild {
    const found = this.all.find((build) => build.id === id);
    if (!found) throw new Error(`there is no build ${id}`);
    return found;
  }
}

function shown({ id, ending }: ModelBuild): Build {
  const phases = [
    {
      phaseType: 'BUILD' as const,
      phaseStatus: ending ?? 'SUCCEEDED',
      contexts: [{ statusCode: 'COMMAND_EXECUTION_ERROR', message: 'it ended' }],
    },
  ];
  return { id, buildStatus: ending ?? 'IN_PROGRESS', buildComplete: ending !== undefined, phases };
}
