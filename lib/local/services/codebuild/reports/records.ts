import type { Report, ReportGroup, TestCase } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import type { Records } from '../../../base/store';
import type { Stored } from '../model/records';

export const reportGroupsOf = (context: Context): Records<Stored<ReportGroup>> =>
  context.records('codebuild/report-groups');

export const reportsOf = (context: Context): Records<Stored<Report>> =>
  context.records('codebuild/reports');

/** The test cases of each report, under the report's ARN. */
export const testCasesOf = (context: Context): Records<readonly Stored<TestCase>[]> =>
  context.records('codebuild/test-cases');

export function reportGroupArn(name: string, { account, region }: Context): string {
  return `arn:aws:codebuild:${region}:${account}:report-group/${name}`;
}
