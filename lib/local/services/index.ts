import type { Service } from '../service';
import { sts } from './sts';

/** Every service on this machine. A service exists when it stands here. */
export const services: readonly Service[] = [sts];
