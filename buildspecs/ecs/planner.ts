import { stackWithImage } from '../program/image/stack-with-image';
import type { Planner } from '../program/job/planner';

/** A service of ECS: a stack that runs the image of the commit. */
export const ecs: Planner = stackWithImage;
