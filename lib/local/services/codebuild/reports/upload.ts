import fs from 'node:fs';
import type { Report, TestCase } from '@aws-sdk/client-codebuild';
import type { ReportSpec } from '../buildspec/buildspec';
import { SelectionError, selectFiles } from '../files/select';
import { store } from '../model/records';
import { expand } from '../run/commands';
import type { Run } from '../run/run';
import { parseJUnit, type ReportedTest, ReportFormatError } from './junit';
import { reportGroupArn, reportGroupsOf, reportsOf, testCasesOf } from './records';

const keptDays = 30;

/**
 * Reads the report files that the buildspec names into reports. What is wrong with a report is said in the log and
 * does not fail the build: the tests' own exit status decides that.
 */
export async function uploadReports(run: Run): Promise<void> {
  for (const [name, spec] of Object.entries(run.buildspec?.reports ?? {})) {
    run.log.note(`Preparing to copy TEST report ${name}`);
    const problem = await uploadReport(run, name, spec);
    if (problem) run.log.note(`Warning: report ${name}: ${problem}`);
  }
}

/** @returns what is wrong, if anything is */
async function uploadReport(run: Run, name: string, spec: ReportSpec): Promise<string | undefined> {
  if (spec.fileFormat !== 'JUNITXML')
    return `file-format ${spec.fileFormat} is not implemented by this emulator; the report is left out`;
  try {
    const tests = await readTests(run, spec);
    if (tests.length === 0) return 'no matching test report files found';
    keep(run, name, tests);
    return undefined;
  } catch (error) {
    if (error instanceof ReportFormatError || error instanceof SelectionError) return error.message;
    throw error;
  }
}

type FoundTest = ReportedTest & { readonly file: string };

async function readTests(run: Run, spec: ReportSpec): Promise<readonly FoundTest[]> {
  const [base = '', ...files] = await expand(run, [spec.baseDirectory ?? '', ...spec.files]);
  const selected = selectFiles(run.source, {
    files,
    baseDirectory: base || undefined,
    discardPaths: spec.discardPaths,
  });
  return selected.flatMap(({ name, source }) => {
    try {
      return parseJUnit(fs.readFileSync(source, 'utf8')).map((test) => ({ ...test, file: name }));
    } catch (error) {
      if (!(error instanceof ReportFormatError)) throw error;
      throw new ReportFormatError(`${name} is not JUnit XML: ${error.message}`);
    }
  });
}

function keep(run: Run, name: string, tests: readonly FoundTest[]): void {
  const { context, build } = run;
  const group = groupArn(run, name);
  const now = context.now();
  const expired = new Date(now.getTime() + keptDays * 86_400_000);
  const arn = `${group.replace(':report-group/', ':report/')}:${context.newId()}`;
  const bad = tests.some(({ status }) => status === 'FAILED' || status === 'ERROR');
  const report: Report = {
    arn,
    type: 'TEST',
    name: arn.slice(arn.lastIndexOf('/') + 1),
    reportGroupArn: group,
    executionId: build.arn,
    status: bad ? 'FAILED' : 'SUCCEEDED',
    created: now,
    expired,
    exportConfig: { exportConfigType: 'NO_EXPORT' },
    truncated: false,
    testSummary: summary(tests),
  };
  const cases: TestCase[] = tests.map(({ file, ...test }) => ({
    reportArn: arn,
    testRawDataPath: file,
    ...test,
    expired,
  }));
  testCasesOf(context).put(arn, store(cases));
  reportsOf(context).put(arn, store(report));
  build.reportArns = [...(build.reportArns ?? []), arn];
}

/** A name makes a group of the project's own at its first report; an ARN names one that exists. */
function groupArn(run: Run, name: string): string {
  const { context, build } = run;
  if (name.startsWith('arn:')) return name;
  const group = `${build.projectName}-${name}`;
  const arn = reportGroupArn(group, context);
  if (!reportGroupsOf(context).get(arn)) {
    const now = context.now().toISOString();
    reportGroupsOf(context).put(arn, {
      arn,
      name: group,
      type: 'TEST',
      exportConfig: { exportConfigType: 'NO_EXPORT' },
      created: now,
      lastModified: now,
      status: 'ACTIVE',
    });
  }
  return arn;
}

function summary(tests: readonly ReportedTest[]): Report['testSummary'] {
  const statusCounts: Record<string, number> = {
    SUCCEEDED: 0,
    FAILED: 0,
    ERROR: 0,
    SKIPPED: 0,
    UNKNOWN: 0,
  };
  for (const { status = 'UNKNOWN' } of tests)
    statusCounts[status] = (statusCounts[status] ?? 0) + 1;
  const duration = tests.reduce((sum, test) => sum + (test.durationInNanoSeconds ?? 0), 0);
  return { total: tests.length, statusCounts, durationInNanoSeconds: duration };
}
