import { gate } from './gate';
import { images } from './images';
import { locks } from './locks';
import { records } from './records';
import { releases } from './releases';
import { sites } from './sites';
import { stacks } from './stacks';
import type { RightsStory } from './story';
import { tools } from './tools';

/** What needs the rights of the template's roles, from what is quick to what takes long. */
const kinds = [releases, locks, records, gate, stacks, sites, images, tools];

export const stories: readonly RightsStory[] = kinds.flat();

/** One story of each kind, for those who cannot wait for all. */
export const oneOfEachKind: readonly RightsStory[] = kinds.flatMap((kind) => kind.slice(0, 1));
