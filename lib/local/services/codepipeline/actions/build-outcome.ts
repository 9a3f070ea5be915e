import type { Build } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import type { Outcome } from '../model/records';

/** How the end of a build is the end of what ran it. */
export function outcomeOfBuild(context: Context, build: Build): Outcome {
  const ended = externalsOf(context, build);
  if (build.buildStatus !== 'SUCCEEDED') {
    const message = failureText(build);
    return { status: 'Failed', error: { code: 'JobFailed', message }, summary: message, ...ended };
  }
  const variables = (build.exportedEnvironmentVariables ?? []).map(
    ({ name = '', value = '' }) => [name, value] as const,
  );
  return { status: 'Succeeded', variables: Object.fromEntries(variables), ...ended };
}

/** Resolves when the build has ended. */
export async function endOfBuild(context: Context, id: string | undefined): Promise<Outcome> {
  return outcomeOfBuild(context, await context.call<Build>('codebuild', 'WaitForBuild', { id }));
}

/** Where a build can be looked at. */
export function externalsOf({ region, account }: Context, build: Build) {
  const project = encodeURIComponent(build.id?.split(':')[0] ?? '');
  const id = encodeURIComponent(build.id ?? '');
  const arn = build.logs?.cloudWatchLogsArn;
  return {
    externalId: build.id ?? '',
    externalUrl: `https://${region}.console.aws.amazon.com/codesuite/codebuild/${account}/projects/${project}/build/${id}/?region=${region}`,
    ...(arn === undefined ? {} : { logStreamArn: arn }),
  };
}

function failureText({ buildStatus, phases = [] }: Build): string {
  const failed = phases.find(({ phaseStatus }) => phaseStatus && phaseStatus !== 'SUCCEEDED');
  const context = failed?.contexts?.[0];
  const where = failed
    ? ` Phase: ${failed.phaseType}, Code: ${context?.statusCode ?? failed.phaseStatus}, Message: ${context?.message ?? ''}`
    : '';
  return `Build terminated with state: ${buildStatus}.${where}`;
}
