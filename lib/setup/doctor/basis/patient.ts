import type { Config } from '../../../config/config';
import type { Environment } from '../../../config/environment';
import type { GuardHere } from '../../init/stack/guard';
import type { SharedBucket } from './shared-bucket';

/** What an examination of one environment needs. */
export interface Patient {
  readonly environment: Environment;
  readonly root: string;
  readonly config: Config;
  /** The template this gitenv installs. */
  readonly template: string;
  readonly guard: GuardHere;
  readonly now: Date;
  /** How long an account that does not answer is waited for. */
  readonly patienceMs: number;
  /** The bucket that bundles are pulled from; undefined where it cannot be asked, or there is none. */
  readonly shared: Promise<SharedBucket | undefined>;
}
