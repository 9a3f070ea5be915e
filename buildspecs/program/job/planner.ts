import type { Plan } from '../../../lib/bundle/plan';
import type { Component } from './component';
import type { Job } from './job';
import type { KitSettings } from './settings';

/** What a kit's tool found that a release would change. */
export type Planned = Pick<
  Plan,
  'changes' | 'text' | 'note' | 'emptyStacks' | 'settlesFirst' | 'refersTo' | 'components' | 'saved'
>;

/** A component as its kit sees it: the job, settings and folder of an application of its own. */
export interface Placed {
  readonly job: Job;
  readonly settings: KitSettings;
  readonly folder: string;
}

/** A kit whose tool can say beforehand what it would change. */
export interface Planner {
  /**
   * Computes what the bundle would change, without changing anything, and keeps what `apply` needs.
   * @param folder the bundle's files
   * @throws GitenvError UNSETTLED where another release is at work there, or has left it in the middle, for longer than
   *   the job has patience
   */
  plan(job: Job, settings: KitSettings, folder: string): Promise<Planned>;

  /**
   * Applies exactly this plan.
   * @throws Error where the environment is no longer what the plan was made for, or the change fails, saying what stands then
   */
  apply(job: Job, settings: KitSettings, plan: Plan, folder: string): Promise<void>;

  /**
   * Brings what another release left in the middle to where it can be planned and changed; with the deploy's rights,
   * before a release that goes back.
   * @throws GitenvError where only a person can, with the command
   */
  settle?(job: Job, settings: KitSettings, folder: string): Promise<void>;

  /** What differs between the environment and what this bundle, which runs in it, says; changes nothing. */
  drift(job: Job, settings: KitSettings, folder: string): Promise<Planned>;

  /**
   * One of several components of a bundle, which must not get in the way of the others; a kit without it plans whole
   * repositories only.
   */
  inComponent?(job: Job, component: Component, bundle: string): Placed;
}
