import { stackWithImage } from '../program/image/stack-with-image';
import type { Planner } from '../program/job/planner';

/** A function that is an image: a stack that runs the image of the commit. */
export const lambdaImage: Planner = stackWithImage;
