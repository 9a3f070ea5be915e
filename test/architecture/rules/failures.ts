import type { Rule } from '../sources';
import { plainErrors, readsMessages } from '../table';
import { isIn } from './places';

const cutting =
  '(?:replace(?:All)?|match(?:All)?|includes|startsWith|endsWith|indexOf|slice|split|search)';
const read = [
  new RegExp(String.raw`\b(?:message|clause)\s*\??\.\s*${cutting}\(`),
  /\.(?:test|exec)\([^()]*\b(?:message|clause)\b/,
];

/** No message is cut, and none is looked at for what it says: a failure is known by its code and its facts. */
export const uncutMessages: Rule = (sources) =>
  sources
    .filter(({ path }) => !isListed(path, readsMessages))
    .filter(({ text }) => read.some((pattern) => pattern.test(text)))
    .map(({ path }) => `${path} cuts a message or looks for words in one`);

/** A plain Error is a bug, or of the SDK's form. */
export const knownFailures: Rule = (sources) =>
  sources
    .filter(({ path, text }) => /\bnew Error\(/.test(text) && !isListed(path, plainErrors))
    .map(({ path }) => `${path} makes a plain Error`);

/** Commands are given a session, and reach for nothing else. */
export const clearCommands: Rule = (sources) =>
  sources
    .filter(({ path, text }) => isIn(path, 'cli/commands/') && /\b(console|process)\./.test(text))
    .map(({ path }) => `${path} touches the process or the console`);

function isListed(path: string, list: Readonly<Record<string, string>>): boolean {
  return Object.keys(list).some((place) => isIn(path, place));
}
