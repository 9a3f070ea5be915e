import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { offerCredentials } from '../run/credentials';
import { PhaseFailure, type Run } from '../run/run';

/** Makes the build's log stream and takes on its service role. */
export async function openLog(run: Run): Promise<void> {
  const { groupName, streamName } = run.build.logs ?? {};
  if (groupName && streamName) {
    await createUnlessThere(run.context, 'CreateLogGroup', { logGroupName: groupName });
    await createUnlessThere(run.context, 'CreateLogStream', {
      logGroupName: groupName,
      logStreamName: streamName,
    });
  }
  run.log.note('Running on CodeBuild On-demand');
  run.log.note('Waiting for agent ping');
  const { vpcId } = run.build.vpcConfig ?? {};
  if (vpcId) run.log.note(`On the network of this machine, which stands for ${vpcId}`);
  try {
    await offerCredentials(run);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new PhaseFailure(
      'CLIENT_ERROR',
      `CodeBuild is not authorized to perform: sts:AssumeRole on service role ${run.build.serviceRole}: ${error.message}`,
    );
  }
}

async function createUnlessThere(
  context: Context,
  operation: string,
  input: unknown,
): Promise<void> {
  try {
    await context.call('logs', operation, input);
  } catch (error) {
    const there = error instanceof ServiceError && error.code === 'ResourceAlreadyExistsException';
    if (!there) throw error;
  }
}
