import type { Service } from '../service';
import { codepipeline } from './codepipeline';
import { iam } from './iam';
import { sts } from './sts';

/** Every service on this machine. A service exists when it stands here. */
export const services: readonly Service[] = [iam, sts, codepipeline];
