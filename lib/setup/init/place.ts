import { type Config, pathOf } from '../../config/config';
import { nearestName } from '../../config/nearest';
import { newUpstreams } from '../../config/path';
import { configFile } from '../../contract';
import { GitenvError } from '../../errors';
import type { PlacingPort } from './port';

/** Where the environments named are to be on the path, at most one of these. */
export interface PlaceOptions {
  readonly first: boolean;
  /** Name of the environment that they follow. */
  readonly after: string | undefined;
  /** Name of the environment that follows them. */
  readonly before: string | undefined;
}

export interface PathQuestion {
  /** Names in the order that commits take, as recorded. */
  readonly path: readonly string[];
  /** The environments that are installed now, in the order of the arguments. */
  readonly named: readonly string[];
  readonly place: PlaceOptions;
  /** The path that the last commit has, where an environment that was removed since still has its place. */
  readonly remembered: readonly string[];
}

/**
 * @param remembered what the last commit records
 * @returns the path with all environments named on it, after saying what changes for those that are there
 */
export async function placeNamed(
  config: Config,
  remembered: Config | undefined,
  {
    environments: named,
    place,
  }: { readonly environments: readonly string[]; readonly place: PlaceOptions },
  port: PlacingPort,
): Promise<readonly string[]> {
  const before = pathOf(config);
  const known = remembered ? pathOf(remembered) : [];
  const path = await placeOnPath({ path: before, named, place, remembered: known }, port);
  if (before.length > 0 && path.join() !== before.join())
    port.say({ kind: 'pathChanges', path, upstreams: newUpstreams(before, path) });
  return path;
}

/**
 * The path with all that is named on it. What is on it already keeps its place, unless an option says another; what is new
 * has the place that an option, the order of the arguments or the last commit leaves it, or that somebody says.
 * @throws GitenvError USAGE; CONFIRMATION_NEEDED where several places are possible and nobody can be asked
 */
export async function placeOnPath(
  question: PathQuestion,
  port: Pick<PlacingPort, 'choosePlace'>,
): Promise<string[]> {
  const { path, named, place } = question;
  if (place.first || place.after !== undefined || place.before !== undefined)
    return placedTogether(path, named, place);
  refuseOtherOrder(path, named);
  let placed = [...path];
  for (const [index, name] of named.entries()) {
    if (placed.includes(name)) continue;
    const at = await indexOf(name, index, placed, question, port);
    placed = placed.toSpliced(at, 0, name);
  }
  return placed;
}

/** All that are named, one behind the other, at the place that the option says. */
function placedTogether(
  path: readonly string[],
  named: readonly string[],
  { first, after, before }: PlaceOptions,
): string[] {
  if ([first, after !== undefined, before !== undefined].filter(Boolean).length > 1)
    throw new GitenvError('USAGE', 'There is one place on the path, but several options for it', {
      advice: 'Leave all but one of --first, --after and --before away.',
    });
  const others = path.filter((name) => !named.includes(name));
  if (first) return [...named, ...others];
  const neighbour = after ?? before ?? '';
  const at = others.indexOf(neighbour);
  if (at < 0) throw noNeighbour(after === undefined ? '--before' : '--after', neighbour, others);
  return others.toSpliced(after === undefined ? at : at + 1, 0, ...named);
}

function noNeighbour(option: string, name: string, others: readonly string[]): GitenvError {
  const meant = nearestName(name, others);
  const known = others.length > 0 ? `there are ${others.join(', ')}` : 'there is no other';
  return new GitenvError('USAGE', `${option} ${name} names no other environment; ${known}`, {
    advice:
      meant === undefined
        ? `Name one that is in ${configFile}, or leave ${option} away.`
        : `Did you mean ${option} ${meant}?`,
  });
}

/** The arguments are in the order that commits take, so another order than the path's is a wish or a mistake. */
function refuseOtherOrder(path: readonly string[], named: readonly string[]): void {
  const known = named.filter((name) => path.includes(name));
  const asRecorded = path.filter((name) => known.includes(name));
  if (known.every((name, index) => name === asRecorded[index])) return;
  throw new GitenvError(
    'USAGE',
    `The order ${known.join(', ')} is not that of the path, which is ${path.join(' → ')}`,
    {
      changed: 'nothing',
      advice: 'The first of these keeps the path, the second changes it.',
      hint: `gitenv init ${asRecorded.join(' ')}\ngitenv init ${named.join(' ')} --first`,
    },
  );
}

async function indexOf(
  name: string,
  index: number,
  path: readonly string[],
  { path: recorded, named, remembered }: PathQuestion,
  port: Pick<PlacingPort, 'choosePlace'>,
): Promise<number> {
  const room = between(path, named.slice(0, index), named.slice(index + 1), [0, path.length]);
  if (room[0] === room[1]) return room[0];
  const known = remembered.indexOf(name);
  const kept = between(path, remembered.slice(0, known), remembered.slice(known + 1), room);
  if (known >= 0 && kept[0] === kept[1]) return kept[0];
  // Of several that are new, the others follow the first.
  const previous = named[index - 1];
  if (previous !== undefined && !recorded.includes(previous)) return path.indexOf(previous) + 1;
  const [from, to] = room;
  const choices = [...(from === 0 ? [undefined] : []), ...path.slice(Math.max(from - 1, 0), to)];
  const usual = previous ?? path[to - 1];
  const after = await port.choosePlace({ environment: name, path, choices, usual });
  return after === undefined ? 0 : path.indexOf(after) + 1;
}

type Room = readonly [from: number, to: number];

/** The places that are behind all of `before` and ahead of all of `after`, as far as these are on the path. */
function between(
  path: readonly string[],
  before: readonly string[],
  after: readonly string[],
  [from, to]: Room,
): Room {
  const places = (names: readonly string[]) =>
    names.map((name) => path.indexOf(name)).filter((place) => place >= 0);
  return [
    Math.max(from, ...places(before).map((place) => place + 1)),
    Math.min(to, ...places(after)),
  ];
}
