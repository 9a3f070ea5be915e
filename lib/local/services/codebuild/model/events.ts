import type { Build, BuildPhase } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';

/** `CodeBuild Build State Change`: once when a build starts to run, once when it has ended. */
export function publishState(build: Build, context: Context): void {
  context.publish({
    source: 'aws.codebuild',
    detailType: 'CodeBuild Build State Change',
    resources: [build.arn ?? ''],
    detail: {
      'build-status': build.buildStatus,
      'project-name': build.projectName,
      'build-id': build.arn,
      'current-phase': build.currentPhase,
      'current-phase-context': '[]',
      version: '1',
      'additional-information': information(build),
    },
  });
}

/** `CodeBuild Build Phase Change`: when a phase has ended. */
export function publishPhase(build: Build, phase: BuildPhase, context: Context): void {
  context.publish({
    source: 'aws.codebuild',
    detailType: 'CodeBuild Build Phase Change',
    resources: [build.arn ?? ''],
    detail: {
      'completed-phase': phase.phaseType,
      'completed-phase-status': phase.phaseStatus,
      'completed-phase-start': eventTime(phase.startTime),
      'completed-phase-end': eventTime(phase.endTime),
      'completed-phase-duration-seconds': phase.durationInSeconds,
      'completed-phase-context': `[${(phase.contexts ?? []).map((c) => `${c.statusCode}: ${c.message}`)}]`,
      'project-name': build.projectName,
      'build-id': build.arn,
      version: '1',
      'additional-information': information(build),
    },
  });
}

function information(build: Build): Readonly<Record<string, unknown>> {
  return {
    'build-complete': build.buildComplete ?? false,
    'build-number': build.buildNumber,
    'build-start-time': eventTime(build.startTime),
    initiator: build.initiator,
    'timeout-in-minutes': build.timeoutInMinutes,
    'source-version': build.sourceVersion,
    artifact: { location: build.artifacts?.location ?? '' },
    environment: {
      type: build.environment?.type,
      image: build.environment?.image,
      'compute-type': build.environment?.computeType,
      'privileged-mode': build.environment?.privilegedMode ?? false,
      'environment-variables': build.environment?.environmentVariables ?? [],
    },
    source: { type: build.source?.type, location: build.source?.location ?? '' },
    logs: {
      'group-name': build.logs?.groupName,
      'stream-name': build.logs?.streamName,
      'deep-link': build.logs?.deepLink,
    },
    phases: (build.phases ?? []).map((phase) => ({
      'phase-type': phase.phaseType,
      'phase-status': phase.phaseStatus,
      'phase-context': (phase.contexts ?? []).map((c) => `${c.statusCode}: ${c.message}`),
      'start-time': eventTime(phase.startTime),
      'end-time': eventTime(phase.endTime),
      'duration-in-seconds': phase.durationInSeconds,
    })),
  };
}

const [dates, clocks] = [
  new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' }),
  new Intl.DateTimeFormat('en-US', { timeStyle: 'medium', timeZone: 'UTC' }),
];

/** CodeBuild's events carry times as `Nov 21, 2026 8:20:00 AM`. */
function eventTime(time: Date | undefined): string | undefined {
  return time && `${dates.format(time)} ${clocks.format(time).replace(/\s/g, ' ')}`;
}
