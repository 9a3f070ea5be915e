import { images } from './images';
import { locks } from './locks';
import { releases } from './releases';
import { sites } from './sites';
import { stacks } from './stacks';
import type { RightsStory } from './story';
import { tools } from './tools';

/** What needs the rights of the template's roles, from what is quick to what takes long. */
export const stories: readonly RightsStory[] = [
  ...releases,
  ...locks,
  ...stacks,
  ...sites,
  ...images,
  ...tools,
];
