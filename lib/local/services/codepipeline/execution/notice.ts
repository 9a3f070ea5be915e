import type { ActionRun, Notice, StageRun } from '../model/records';
import type { Board } from './board';

export function noticeOf(board: Board, stage: StageRun, run: ActionRun): Notice {
  const { NotificationArn = '', ExternalEntityLink, CustomData } = run.resolved;
  const { region, pipeline } = board;
  const token = run.token ?? '';
  const consoleLink = `https://console.aws.amazon.com/codepipeline/home?region=${region}#/view/${pipeline.name}`;
  return {
    topic: NotificationArn,
    region,
    consoleLink,
    approval: {
      pipelineName: pipeline.name,
      stageName: stage.name,
      actionName: run.name,
      token,
      expires: `${run.expires?.slice(0, 16)}Z`,
      externalEntityLink: ExternalEntityLink ?? null,
      approvalReviewLink: `${consoleLink}/${stage.name}/${run.name}/approve/${token}`,
      customData: CustomData ?? null,
    },
  };
}
