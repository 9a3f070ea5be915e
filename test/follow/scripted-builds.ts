import type { GetLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Build } from '@aws-sdk/client-codebuild';
import type { Service } from '../../lib/local/base/service';
import { services } from '../../lib/local/services';

interface Scripted {
  readonly id: string;
  readonly log: string[];
  isOver: boolean;
}

const digits = 56;

/** CodeBuild and its logs, but for what runs: a build prints and ends when the test says so. */
export class ScriptedBuilds {
  private readonly all: Scripted[] = [];
  private readonly ends = new Map<string, (build: Build) => void>();

  /** How many callers wait for a build to end. */
  get awaited(): number {
    return this.ends.size;
  }

  /** @returns whether there is a build that could print it */
  print(line: string): boolean {
    const build = this.running();
    build?.log.push(line);
    return build !== undefined;
  }

  end(): void {
    const build = this.running();
    if (!build) throw new Error('no build is running');
    build.log.push('[Container] 2026/11/30 12:00:00.000000 Phase complete: BUILD State: SUCCEEDED');
    build.isOver = true;
    this.ends.get(build.id)?.(shown(build));
    this.ends.delete(build.id);
  }

  /** All services, with these two in place of their own. */
  get services(): Service[] {
    return services.map((service) => {
      if (service.name === 'codebuild') return this.codebuild(service);
      if (service.name !== 'logs') return service;
      const GetLogEvents = (input: GetLogEventsRequest) => this.page(input);
      return { ...service, operations: { ...service.operations, GetLogEvents } };
    });
  }

  private codebuild(own: Service): Service {
    const BatchGetBuilds = ({ ids = [] }: { ids?: string[] }) => ({
      builds: this.all.filter(({ id }) => ids.includes(id)).map(shown),
    });
    const StartPipelineBuild = ({ projectName }: { projectName: string }) => {
      const build = { id: `${projectName}:${this.all.length + 1}`, log: [], isOver: false };
      this.all.push(build);
      return { build: shown(build) };
    };
    const WaitForBuild = async ({ id }: { id: string }) => {
      // It may have been ended before anybody came to wait for it.
      const over = this.all.find((build) => build.id === id && build.isOver);
      return over ? shown(over) : new Promise((resolve) => this.ends.set(id, resolve));
    };
    return {
      ...own,
      operations: { ...own.operations, BatchGetBuilds },
      internal: { ...own.internal, StartPipelineBuild, WaitForBuild },
    };
  }

  private running(): Scripted | undefined {
    return this.all.find(({ isOver }) => !isOver);
  }

  private page({ logStreamName, nextToken }: GetLogEventsRequest) {
    const { log = [] } = this.all.find(({ id }) => id === logStreamName) ?? {};
    const from = Number(nextToken?.slice(2) ?? 0);
    const now = Date.now();
    return {
      events: log.slice(from).map((message) => ({ message, timestamp: now, ingestionTime: now })),
      nextForwardToken: `f/${String(log.length).padStart(digits, '0')}`,
      nextBackwardToken: `b/${String(from).padStart(digits, '0')}`,
    };
  }
}

function shown({ id, isOver }: Scripted): Build {
  return {
    id,
    buildStatus: isOver ? 'SUCCEEDED' : 'IN_PROGRESS',
    buildComplete: isOver,
    currentPhase: isOver ? 'COMPLETED' : 'BUILD',
    logs: { groupName: '/aws/codebuild/scripted', streamName: id },
    phases: [{ phaseType: 'BUILD', ...(isOver && { phaseStatus: 'SUCCEEDED' }) }],
  };
}
