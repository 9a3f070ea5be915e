import type { TestCase } from '@aws-sdk/client-codebuild';
import { XMLParser } from 'fast-xml-parser';
import { type Fields, fieldsOf } from '../../../values/fields';
import { messageOf } from '../../../values/thrown';

/** One test of a report file, less what the report adds. */
export type ReportedTest = Pick<
  TestCase,
  'prefix' | 'name' | 'status' | 'durationInNanoSeconds' | 'message' | 'testSuiteName'
>;

/** A report file that is not what its format promises. */
export class ReportFormatError extends Error {
  override readonly name = 'ReportFormatError';
}

const repeated = new Set(['testsuite', 'testcase', 'failure', 'error', 'skipped']);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  parseAttributeValue: false,
  parseTagValue: false,
  processEntities: true,
  isArray: (name) => repeated.has(name),
});

/** The test cases of a JUnit XML file, with suites at any depth. @throws ReportFormatError */
export function parseJUnit(text: string): readonly ReportedTest[] {
  let root: Fields;
  try {
    root = fieldsOf(parser.parse(text, true));
  } catch (error) {
    throw new ReportFormatError(messageOf(error));
  }
  const suites = childrenOf(root, 'testsuite');
  const outer = root.testsuites;
  if (suites.length === 0 && outer === undefined)
    throw new ReportFormatError('it has neither <testsuites> nor <testsuite>');
  return [...suites, ...childrenOf(outer, 'testsuite')].flatMap(testsOf);
}

function testsOf(suite: unknown): readonly ReportedTest[] {
  const own = childrenOf(suite, 'testcase').map((test) => describe(test, attribute(suite, 'name')));
  return [...own, ...childrenOf(suite, 'testsuite').flatMap(testsOf)];
}

function describe(test: unknown, suite: string): ReportedTest {
  const [status, reason] = outcome(test);
  return {
    prefix: attribute(test, 'classname'),
    name: attribute(test, 'name'),
    status,
    durationInNanoSeconds: Math.round(Number(attribute(test, 'time').replace(',', '')) * 1e9) || 0,
    message: reason,
    testSuiteName: suite,
  };
}

function outcome(test: unknown): readonly [string, string] {
  const kinds = [
    ['failure', 'FAILED'],
    ['error', 'ERROR'],
    ['skipped', 'SKIPPED'],
  ] as const;
  for (const [name, status] of kinds) {
    const [first] = childrenOf(test, name);
    if (first !== undefined) return [status, messageIn(first)];
  }
  return ['SUCCEEDED', ''];
}

function messageIn(element: unknown): string {
  if (typeof element === 'string') return element.trim();
  const fields = fieldsOf(element);
  const text = String(fields['#text'] ?? '').trim();
  return attribute(fields, 'message') || text;
}

/** Elements, or their texts where that is all they have. */
function childrenOf(parent: unknown, name: string): readonly unknown[] {
  const children = fieldsOf(parent)[name];
  return Array.isArray(children) ? children : [];
}

function attribute(element: unknown, name: string): string {
  return String(fieldsOf(element)[`@${name}`] ?? '');
}
