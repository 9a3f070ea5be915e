import type { ActionRun, StageRun } from '../records';
import type { Board } from './board';

/** What AWS would publish to an approval's topic. Topics are only on record here, and so is what they are sent. */
export interface Notice {
  readonly topic: string;
  readonly region: string;
  readonly consoleLink: string;
  readonly approval: {
    readonly pipelineName: string;
    readonly stageName: string;
    readonly actionName: string;
    readonly token: string;
    readonly expires: string;
    readonly externalEntityLink: string | null;
    readonly approvalReviewLink: string;
    readonly customData: string | null;
  };
}

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
