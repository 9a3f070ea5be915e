import type { Service } from '../service';
import { cloudformation } from './cloudformation';
import { codebuild } from './codebuild';
import { codecommit } from './codecommit';
import { codepipeline } from './codepipeline';
import { events } from './events';
import { iam } from './iam';
import { logs } from './logs';
import { ssm } from './ssm';
import { sts } from './sts';

/** Every service on this machine. A service exists when it stands here. */
export const services: readonly Service[] = [
  cloudformation,
  codebuild,
  codecommit,
  codepipeline,
  events,
  iam,
  logs,
  ssm,
  sts,
];
