import type { Context } from '../../../base/context';
import { codeOf, messageOf } from '../../../values/thrown';
import { offerCredentials } from '../run/credentials';
import { joinNetwork } from '../run/network';
import { PhaseFailure, type Run } from '../run/run';

/** Takes on the build's service role, makes its log stream and, where it has one, joins its network. */
export async function openLog(run: Run): Promise<void> {
  const role = run.asRole;
  const { groupName, streamName } = run.build.logs ?? {};
  if (groupName && streamName) await makeStream(run, role, groupName, streamName);
  run.log.note('Running on CodeBuild On-demand');
  run.log.note('Waiting for agent ping');
  if (run.context.settings.noIam)
    run.log.note('Warning: this server was started with --no-iam and enforces no rights; AWS does');
  joinNetwork(run);
  offerCredentials(run);
}

/** A group that is there already needs no right to make one. */
async function makeStream(
  run: Run,
  role: Context,
  logGroupName: string,
  logStreamName: string,
): Promise<void> {
  try {
    await createStream(role, logGroupName, logStreamName);
  } catch (error) {
    if (codeOf(error) !== 'AccessDeniedException') throw error;
    throw new PhaseFailure(
      'ACCESS_DENIED',
      `Service role ${run.build.serviceRole} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for build ${run.build.arn}. Error message: ${messageOf(error)}`,
    );
  }
}

async function createStream(
  role: Context,
  logGroupName: string,
  logStreamName: string,
): Promise<void> {
  const stream = { logGroupName, logStreamName };
  try {
    await unlessThere(role.call('logs', 'CreateLogStream', stream));
  } catch (error) {
    if (codeOf(error) !== 'ResourceNotFoundException') throw error;
    await unlessThere(role.call('logs', 'CreateLogGroup', { logGroupName }));
    await unlessThere(role.call('logs', 'CreateLogStream', stream));
  }
}

async function unlessThere(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (codeOf(error) !== 'ResourceAlreadyExistsException') throw error;
  }
}
