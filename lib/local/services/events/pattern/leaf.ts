import { invalidPattern } from '../model/errors';
import { operators } from './operators';
import { isTree, type ValueTest } from './tree';

/** One leaf of a pattern: a list of alternatives, compared with all values the event has there (none when absent). */
export function leafTest(
  alternatives: readonly unknown[],
  at: string,
): (values: readonly unknown[]) => boolean {
  if (alternatives.length === 0) throw invalidPattern(`${at}: empty arrays are not allowed`);
  const tests = alternatives.map((alternative) => compileAlternative(alternative, at));
  return (values) => tests.some((test) => test(values));
}

function compileAlternative(
  alternative: unknown,
  at: string,
): (values: readonly unknown[]) => boolean {
  if (isTree(alternative)) {
    const [name = '', ...others] = Object.keys(alternative);
    const operand = alternative[name];
    if (others.length > 0) throw invalidPattern(`${at}: only one key allowed in match expression`);
    if (name === 'exists') return existence(operand, at);
    const test = operatorTest(name, operand, at);
    return (values) => values.some(test);
  }
  if (Array.isArray(alternative)) throw invalidPattern(`${at}: arrays cannot be nested`);
  return (values) => values.some((value) => value === alternative);
}

function existence(operand: unknown, at: string): (values: readonly unknown[]) => boolean {
  if (typeof operand !== 'boolean') throw invalidPattern(`${at}: exists must be true or false`);
  return (values) => values.length > 0 === operand;
}

function operatorTest(name: string, operand: unknown, at: string): ValueTest {
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!operator) throw invalidPattern(`${at}: unrecognized match type ${name}`);
  const test = operator(operand);
  if (!test) throw invalidPattern(`${at}: ${JSON.stringify(operand)} is not a value for ${name}`);
  return test;
}
