import { configFile } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import type { AssemblyStack } from './assembly';

/**
 * The stacks that belong to an environment, each after those it needs.
 * @param patterns from the settings, with `*` for any text; without, what is called after the environment, or is alone
 * @throws GitenvError saying which stacks there are
 */
export function chooseStacks(
  all: readonly AssemblyStack[],
  environment: string,
  patterns: readonly string[] | undefined,
): AssemblyStack[] {
  const chosen = patterns ? matching(all, patterns) : named(all, environment);
  if (chosen.length === 0) {
    const there = all.map(({ id }) => id).join(', ') || 'none';
    const how = patterns
      ? `kit.stacks of ${configFile} matches none`
      : `none is called ${environment} or ${environment}-…`;
    throw new GitenvError(
      'BAD_CONFIG',
      `No stack belongs to ${environment}: ${how} of the application's (${there})`,
    );
  }
  return inOrder(chosen);
}

function named(all: readonly AssemblyStack[], environment: string): readonly AssemblyStack[] {
  const own = all.filter(
    ({ id }) =>
      id === environment || id.startsWith(`${environment}-`) || id.startsWith(`${environment}/`),
  );
  return own.length === 0 && all.length === 1 ? all : own;
}

function matching(
  all: readonly AssemblyStack[],
  patterns: readonly string[],
): readonly AssemblyStack[] {
  const expressions = patterns.map((pattern) => {
    const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${literal.join('.*')}$`);
  });
  return all.filter(({ id }) => expressions.some((expression) => expression.test(id)));
}

function inOrder(chosen: readonly AssemblyStack[]): AssemblyStack[] {
  const ordered: AssemblyStack[] = [];
  const add = (stack: AssemblyStack, waiting: readonly string[]): void => {
    if (ordered.includes(stack) || waiting.includes(stack.id)) return;
    for (const other of chosen)
      if (stack.after.includes(other.id)) add(other, [...waiting, stack.id]);
    ordered.push(stack);
  };
  for (const stack of chosen) add(stack, []);
  return ordered;
}
