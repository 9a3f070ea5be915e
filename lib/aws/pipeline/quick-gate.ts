import { stages } from '../../contract';
import type { AccountOptions } from '../account/account-check';
import type { AwsCredentials } from '../account/credentials';
import { quickly } from '../account/quick-call';

interface StateReply {
  readonly stageStates?: readonly {
    readonly stageName?: string;
    readonly inboundTransitionState?: {
      readonly enabled?: boolean;
      readonly disabledReason?: string;
    };
  }[];
}

/**
 * Why nothing may enter Deploy, without the SDK; undefined where the way is open.
 * @throws GitenvError NOT_INSTALLED, and what `translateFailure` says
 */
export async function quickClosedBecause(
  options: AccountOptions,
  credentials: AwsCredentials,
  pipeline: string,
): Promise<string | undefined> {
  const { stageStates = [] } = await quickly<StateReply>(options, credentials, {
    service: 'codepipeline',
    target: 'CodePipeline_20150709.GetPipelineState',
    input: { name: pipeline },
    absent: ['PipelineNotFoundException', `pipeline '${pipeline}'`],
  });
  const deploy = stageStates.find(({ stageName }) => stageName === stages.deploy);
  const { enabled, disabledReason = '' } = deploy?.inboundTransitionState ?? {};
  return enabled === false ? disabledReason : undefined;
}

/** Opens the way into Deploy. */
export async function quickOpenDeploy(
  options: AccountOptions,
  credentials: AwsCredentials,
  pipeline: string,
): Promise<void> {
  await quickly(options, credentials, {
    service: 'codepipeline',
    target: 'CodePipeline_20150709.EnableStageTransition',
    input: { pipelineName: pipeline, stageName: stages.deploy, transitionType: 'Inbound' },
    absent: ['PipelineNotFoundException', `pipeline '${pipeline}'`],
  });
}
