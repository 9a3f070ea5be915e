import type { Rule } from '../sources';
import { isIn } from './places';

const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:type|interface|class|enum|function\*?|const|let) (\w+)/gm;

/** What is exported under one name is one thing. Services of the emulator name their parts alike on purpose. */
export const uniqueNames: Rule = (sources) => {
  const places = new Map<string, Set<string>>();
  for (const { path, text } of sources.filter(({ path }) => !isIn(path, 'lib/local/')))
    for (const [, name = ''] of text.matchAll(declaration))
      places.set(name, (places.get(name) ?? new Set()).add(path));
  return [...places]
    .filter(([, paths]) => paths.size > 1)
    .map(([name, paths]) => `${name} is exported by ${[...paths].sort().join(' and ')}`)
    .sort();
};

/** Files are named after what they hold. */
export const tellingNames: Rule = (sources) =>
  sources
    .filter(({ path }) => /(^|\/)(utils?|helpers?|common|types|misc)\.ts$/.test(path))
    .map(({ path }) => `${path} is named after nothing`);

/** An index file is a service, or the list of services, or the public construct. */
export const indexFiles: Rule = (sources) =>
  sources
    .filter(({ path }) => path.endsWith('/index.ts'))
    .filter(
      ({ path }) =>
        !/^(lib\/local\/services\/([^/]+\/)?index\.ts|bootstrap\/index\.ts)$/.test(path),
    )
    .map(({ path }) => `${path} is an index of neither a service nor the construct`);
