import { GitenvError } from '../errors';
import type { Environment } from './environment';

/** An environment, the one before it on the path, and those after it. */
export interface Route {
  readonly environment: Environment;
  readonly upstream: Environment | undefined;
  /** In the order of the path; they may still have what this one and the one before it have lost. */
  readonly later?: readonly Environment[];
}

/**
 * @param named the environment of a name
 * @param all of the path, in its order, where those after it may be asked for what was lost
 */
export function routeTo(
  environment: Environment,
  named: (name: string) => Environment,
  all: readonly Environment[] = [],
): Route {
  const { upstream, name } = environment;
  const at = all.findIndex((it) => it.name === name);
  return {
    environment,
    upstream: upstream === undefined ? undefined : named(upstream),
    later: at < 0 ? [] : all.slice(at + 1),
  };
}

/** A part of the path: each environment's upstream is the one before it. */
export interface Step extends Route {
  readonly upstream: Environment;
}

/**
 * What is wrong with `"path"`: it is a line through all environments, each once. One that is not on it would have no
 * upstream, and so no guard.
 * @param path as it is written
 * @param names of the environments
 * @returns a clause; undefined where nothing is wrong
 */
export function pathFault(path: readonly string[], names: readonly string[]): string | undefined {
  const stray = path.find((name) => !names.includes(name));
  if (stray !== undefined) return `'${stray}' is not one of its environments`;
  const twice = path.find((name, index) => path.indexOf(name) !== index);
  if (twice !== undefined)
    return `'${twice}' is there twice, and each environment has one place on the path`;
  const missing = names.filter((name) => !path.includes(name));
  if (missing.length === 0) return undefined;
  const all = JSON.stringify([...path, ...missing]).replaceAll(',', ', ');
  return `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not on it, and would be released without a guard; write ${all}, in the order that commits take`;
}

/**
 * The steps of a promotion, one environment at a time.
 * @param through the last environment to reach; the first alone without it
 * @throws GitenvError USAGE where nothing comes before the first, or it does not lead to the last
 */
export function stepsBetween(
  environments: readonly Environment[],
  first: Environment,
  through: Environment = first,
): Step[] {
  const steps: Step[] = [];
  for (let at: Environment | undefined = first; at; at = after(environments, at)) {
    const upstream = environments.find(({ name }) => name === at?.upstream);
    if (!upstream) throw isFirst(at.name);
    steps.push({ environment: at, upstream });
    if (at.name === through.name) return steps;
  }
  throw new GitenvError(
    'USAGE',
    `${through.name} does not come after ${first.name} on the path (${environments.map(({ name }) => name).join(', ')})`,
    { hint: `gitenv promote ${through.name}` },
  );
}

function after(environments: readonly Environment[], { name }: Environment) {
  return environments.find(({ upstream }) => upstream === name);
}

function isFirst(name: string): GitenvError {
  return new GitenvError(
    'USAGE',
    `Nothing comes before ${name} on the path, so there is nothing to promote to it`,
    { hint: `gitenv push ${name}` },
  );
}

/** An environment that is there already, and what comes before it from now on. */
export interface NewUpstream {
  readonly environment: string;
  readonly before: string | undefined;
  readonly now: string | undefined;
}

/** The environments on both paths that have another upstream on the second. */
export function newUpstreams(before: readonly string[], now: readonly string[]): NewUpstream[] {
  return before
    .filter((name) => now.includes(name))
    .map((environment) => ({
      environment,
      before: before[before.indexOf(environment) - 1],
      now: now[now.indexOf(environment) - 1],
    }))
    .filter((one) => one.before !== one.now);
}
