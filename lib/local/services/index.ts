import type { Service } from '../service';
import { codepipeline } from './codepipeline';
import { iam } from './iam';
import { logs } from './logs';
import { ssm } from './ssm';
import { sts } from './sts';

/** Every service on this machine. A service exists when it stands here. */
export const services: readonly Service[] = [codepipeline, iam, logs, ssm, sts];
