import { namespacesIn } from '../model/variables';
import type { RuleKind } from './kind';

type Comparison = (variable: string, value: string) => boolean;

const operators: Readonly<Record<string, Comparison>> = {
  EQ: (variable, value) => variable === value,
  NE: (variable, value) => variable !== value,
  CONTAINS: (variable, value) => variable.includes(value),
  MATCHES: (variable, value) => expressionOf(value)?.test(variable) ?? false,
};

/** Compares a variable of the execution with a value. */
export const variableCheck: RuleKind = {
  required: ['Variable', 'Value', 'Operator'],
  optional: [],
  skips: true,
  check({ Operator = '', Value = '' }) {
    if (!Object.hasOwn(operators, Operator))
      return `Operator must be one of ${Object.keys(operators).join(', ')}, and is ${Operator}`;
    if (Operator === 'MATCHES' && namespacesIn(Value).length === 0 && !expressionOf(Value))
      return `this emulator does not understand the regular expression ${Value}`;
    return undefined;
  },
  evaluate({ Variable = '', Value = '', Operator = '' }) {
    const holds = operators[Operator]?.(Variable, Value) ?? false;
    const summary = `${Variable} ${Operator} ${Value}: ${holds}`;
    return { status: holds ? 'Succeeded' : 'Failed', summary };
  },
};

/**
 * The expression as JavaScript knows it, for the whole value, as Java's `matches` has it; undefined where the two
 * languages part.
 */
function expressionOf(pattern: string): RegExp | undefined {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  try {
    return new RegExp(
      `^(?:${flags ? pattern.slice(flags[0].length) : pattern})$`,
      flags?.[1] ?? '',
    );
  } catch {
    return undefined;
  }
}
