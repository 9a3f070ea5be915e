import type { Service } from '../base/service';
import { cloudformation } from './cloudformation';
import { cloudfront } from './cloudfront';
import { codebuild } from './codebuild';
import { codecommit } from './codecommit';
import { codepipeline } from './codepipeline';
import { ecr } from './ecr';
import { ecs } from './ecs';
import { events } from './events';
import { iam } from './iam';
import { kms } from './kms';
import { lambda } from './lambda';
import { logs } from './logs';
import { s3 } from './s3';
import { scheduler } from './scheduler';
import { secretsmanager } from './secretsmanager';
import { sns } from './sns';
import { sqs } from './sqs';
import { ssm } from './ssm';
import { sts } from './sts';

/** Every service on this machine. A service exists when it stands here. */
export const services: readonly Service[] = [
  cloudformation,
  cloudfront,
  codebuild,
  codecommit,
  codepipeline,
  ecr,
  ecs,
  events,
  iam,
  kms,
  lambda,
  logs,
  s3,
  scheduler,
  secretsmanager,
  sns,
  sqs,
  ssm,
  sts,
];
