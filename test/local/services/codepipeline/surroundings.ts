import { EventEmitter, once } from 'node:events';
import type { AwsEvent } from '../../../../lib/local/base/context';
import type { Service } from '../../../../lib/local/base/service';
import { ServiceError } from '../../../../lib/local/base/service-error';
import { jsonProtocol } from '../../../../lib/local/protocol/json';

interface Place {
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
}

export interface BuildInput {
  readonly projectName: string;
  readonly executionId: string;
  readonly inputs: readonly Place[];
  readonly outputs: readonly Place[];
  readonly environmentVariables: readonly { name: string; value: string; type: string }[];
  readonly primarySource?: string;
  readonly sourceRevision?: string;
}

export interface StartedBuild {
  readonly id: string;
  readonly input: BuildInput;
  end(status?: string, exported?: Readonly<Record<string, string>>): void;
}

/**
 * The services around a pipeline, as far as a pipeline speaks with them. A build ends when the test says so, unless
 * its project's name begins with `instant` or `broken`.
 */
export class Surroundings {
  readonly builds: StartedBuild[] = [];
  readonly events: AwsEvent[] = [];
  readonly archives: { commitId: string; s3Bucket: string; s3Key: string }[] = [];
  readonly objects = new Map<string, Buffer>();
  /** Commits by branch; the last one is the tip. */
  readonly branches: Record<string, string[]> = {};
  /** While true, nobody learns what a branch's tip is. */
  hold = false;
  /** How builds ended that an earlier process started. */
  readonly buildsOfThePast: Record<string, string> = {};
  private readonly bell = new EventEmitter();

  readonly services: readonly Service[] = [
    this.codebuild(),
    this.codecommit(),
    this.s3(),
    this.bus(),
  ];

  /** Resolves once that many builds were started in all. */
  async started(count: number): Promise<StartedBuild> {
    while (this.builds.length < count) await once(this.bell, 'build');
    return this.builds[count - 1] as StartedBuild;
  }

  eventsOf(subject: 'Pipeline' | 'Stage' | 'Action'): string[] {
    return this.events
      .filter(({ detailType }) => detailType === `CodePipeline ${subject} Execution State Change`)
      .map(({ detail }) => [detail.stage, detail.action, detail.state].filter(Boolean).join(' '));
  }

  private codebuild(): Service {
    const endings = new Map<string, Promise<unknown>>();
    return {
      name: 'codebuild',
      protocol: jsonProtocol('CodeBuild_20161006'),
      operations: {},
      internal: {
        StartPipelineBuild: (input: BuildInput) => {
          const id = `${input.projectName}:${this.builds.length + 1}`;
          endings.set(id, new Promise((resolve) => this.open(id, input, resolve)));
          return { build: { id, logs: { cloudWatchLogsArn: `arn:aws:logs:stream/${id}` } } };
        },
        // A build that this process did not start ended with the process that did.
        WaitForBuild: ({ id }: { id: string }) =>
          endings.get(id) ?? { id, buildStatus: this.buildsOfThePast[id] ?? 'STOPPED' },
      },
    };
  }

  private open(id: string, input: BuildInput, resolve: (build: unknown) => void): void {
    const end: StartedBuild['end'] = (buildStatus = 'SUCCEEDED', exported = {}) => {
      const context = { statusCode: 'COMMAND_EXECUTION_ERROR', message: 'npm test' };
      resolve({
        id,
        buildStatus,
        logs: { cloudWatchLogsArn: `arn:aws:logs:stream/${id}` },
        exportedEnvironmentVariables: Object.entries(exported).map(([name, value]) => ({
          name,
          value,
        })),
        phases: [
          { phaseType: 'INSTALL', phaseStatus: 'SUCCEEDED' },
          { phaseType: 'BUILD', phaseStatus: buildStatus, contexts: [context] },
        ],
      });
    };
    this.builds.push({ id, input, end });
    this.bell.emit('build');
    if (input.projectName.startsWith('instant')) end();
    if (input.projectName.startsWith('broken')) end('FAILED');
  }

  private codecommit(): Service {
    return {
      name: 'codecommit',
      protocol: jsonProtocol('CodeCommit_20150413'),
      operations: {
        GetBranch: ({ branchName }: { branchName: string }) => {
          if (this.hold) return new Promise(() => {});
          const commitId = this.branches[branchName]?.at(-1);
          if (commitId === undefined)
            throw new ServiceError('BranchDoesNotExistException', branchName);
          return { branch: { branchName, commitId } };
        },
        GetCommit: ({ commitId }: { commitId: string }) => {
          if (!Object.values(this.branches).flat().includes(commitId))
            throw new ServiceError('CommitIdDoesNotExistException', commitId);
          const who = { name: 'Ann', email: 'ann@example.com', date: '1484167798 -0800' };
          const message = `Say ${commitId.slice(0, 4)}\n`;
          return { commit: { commitId, message, author: who, committer: who } };
        },
        GetRepository: () => ({
          repositoryMetadata: { cloneUrlHttp: 'http://127.0.0.1/v1/repos/app' },
        }),
      },
      internal: {
        UploadArchive: (input: Surroundings['archives'][number]) => {
          this.archives.push(input);
        },
      },
    };
  }

  private s3(): Service {
    return {
      name: 's3',
      protocol: jsonProtocol('S3'),
      operations: {
        PutObject: ({ Bucket, Key, Body }: { Bucket: string; Key: string; Body: Buffer }) => {
          this.objects.set(`${Bucket}/${Key}`, Body);
        },
      },
    };
  }

  private bus(): Service {
    return {
      name: 'events',
      protocol: jsonProtocol('AWSEvents'),
      operations: {},
      hear: (event) => {
        this.events.push(event);
      },
    };
  }
}
