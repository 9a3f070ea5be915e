import type { Rule } from '../sources';
import { fileCircles, twoWayFolders } from './circles';
import { directions } from './directions';
import { clearCommands, knownFailures, uncutMessages } from './failures';
import { indexFiles, tellingNames, uniqueNames } from './names';
import { fileLengths, folderSizes } from './sizes';

export const rules = {
  directions,
  twoWayFolders,
  fileCircles,
  folderSizes,
  fileLengths,
  uniqueNames,
  tellingNames,
  indexFiles,
  uncutMessages,
  knownFailures,
  clearCommands,
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;
