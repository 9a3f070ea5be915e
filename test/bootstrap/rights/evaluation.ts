import type { Ask, Decision } from '../../../lib/local/base/rights';
import type { Asker } from '../../../lib/local/policy/evaluate';

/** Decides again, for somebody who was given something else. */
export type Again = (asker: Asker) => Decision;

/** Who stands between the evaluator and whoever asks, once there is somebody. */
export const listener: { hear: ((ask: Ask, asker: Asker, again: Again) => Decision) | undefined } =
  { hear: undefined };

type Evaluation = typeof import('../../../lib/local/policy/evaluate');

/** The evaluator as tests mock it. This file loads nothing of the machine, which itself loads the evaluator. */
export function heard(actual: Evaluation): Evaluation {
  return {
    ...actual,
    decide: (ask, asker, find) => {
      const again: Again = (other) => actual.decide(ask, other, find);
      return listener.hear ? listener.hear(ask, asker, again) : again(asker);
    },
  };
}
