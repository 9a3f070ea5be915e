import type {
  BatchGetReportGroupsCommandInput,
  BatchGetReportGroupsOutput,
  BatchGetReportsCommandInput,
  BatchGetReportsOutput,
  CreateReportGroupCommandInput,
  CreateReportGroupOutput,
  DeleteReportCommandInput,
  DeleteReportGroupCommandInput,
  DescribeTestCasesCommandInput,
  DescribeTestCasesOutput,
  ListReportGroupsCommandInput,
  ListReportGroupsOutput,
  ListReportsCommandInput,
  ListReportsForReportGroupCommandInput,
  ListReportsForReportGroupOutput,
  ListReportsOutput,
  Report,
  ReportFilter,
  ReportGroup,
  TestCase,
} from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { notImplemented } from '../../../base/service-error';
import { alreadyExists, invalid, notFound, pageTokens } from '../model/errors';
import { revive, store } from '../model/records';
import { reportGroupArn, reportGroupsOf, reportsOf, testCasesOf } from '../reports/records';

export function CreateReportGroup(
  input: CreateReportGroupCommandInput,
  context: Context,
): CreateReportGroupOutput {
  if (input.type !== 'TEST')
    throw notImplemented('codebuild', `report groups of type ${input.type}`);
  if (input.exportConfig?.exportConfigType === 'S3')
    throw notImplemented('codebuild', 'reports exported to S3');
  const arn = reportGroupArn(input.name ?? '', context);
  if (reportGroupsOf(context).get(arn)) throw alreadyExists(`Report group already exists: ${arn}`);
  const now = context.now();
  const { name, type, exportConfig, tags } = input;
  const reportGroup: ReportGroup = {
    arn,
    name,
    type,
    exportConfig,
    created: now,
    lastModified: now,
    status: 'ACTIVE',
    ...(tags && { tags }),
  };
  reportGroupsOf(context).put(arn, store(reportGroup));
  return { reportGroup };
}

/** Takes the reports along only where asked to, and otherwise refuses while there are any. */
export function DeleteReportGroup(
  { arn = '', deleteReports }: DeleteReportGroupCommandInput,
  context: Context,
): Record<string, never> {
  const reports = reportArns(context, arn);
  if (reports.length > 0 && !deleteReports)
    throw invalid('Report group has reports: delete them first, or set deleteReports');
  for (const report of reports) DeleteReport({ arn: report }, context);
  reportGroupsOf(context).delete(arn);
  return {};
}

export function BatchGetReportGroups(
  { reportGroupArns = [] }: BatchGetReportGroupsCommandInput,
  context: Context,
): BatchGetReportGroupsOutput {
  const records = reportGroupsOf(context);
  const found = reportGroupArns.map((arn) => records.get(arn));
  return {
    reportGroups: found.flatMap((group) => (group ? [revive<ReportGroup>(group)] : [])),
    reportGroupsNotFound: reportGroupArns.filter((_, index) => !found[index]),
  };
}

export function ListReportGroups(
  input: ListReportGroupsCommandInput,
  context: Context,
): ListReportGroupsOutput {
  const arns = reportGroupsOf(context)
    .list()
    .map(({ arn }) => arn ?? '')
    .sort();
  if (input.sortOrder === 'DESCENDING') arns.reverse();
  const { items, next } = pageOf(arns, input.nextToken, input.maxResults ?? 100, pageTokens);
  return { reportGroups: items, nextToken: next };
}

export function BatchGetReports(
  { reportArns: asked = [] }: BatchGetReportsCommandInput,
  context: Context,
): BatchGetReportsOutput {
  const found = asked.map((arn) => reportsOf(context).get(arn));
  return {
    reports: found.flatMap((report) => (report ? [revive<Report>(report)] : [])),
    reportsNotFound: asked.filter((_, index) => !found[index]),
  };
}

export function ListReports(input: ListReportsCommandInput, context: Context): ListReportsOutput {
  return listReports(undefined, input, context);
}

export function ListReportsForReportGroup(
  input: ListReportsForReportGroupCommandInput,
  context: Context,
): ListReportsForReportGroupOutput {
  const arn = input.reportGroupArn ?? '';
  if (!reportGroupsOf(context).get(arn)) throw notFound(`Report group cannot be found: ${arn}`);
  return listReports(arn, input, context);
}

export function DeleteReport(
  { arn = '' }: DeleteReportCommandInput,
  context: Context,
): Record<string, never> {
  reportsOf(context).delete(arn);
  testCasesOf(context).delete(arn);
  return {};
}

export function DescribeTestCases(
  { reportArn = '', filter, nextToken, maxResults }: DescribeTestCasesCommandInput,
  context: Context,
): DescribeTestCasesOutput {
  const cases = testCasesOf(context).get(reportArn);
  if (!cases) throw notFound(`Report cannot be found: ${reportArn}`);
  const wanted = cases.filter(
    ({ status, name, prefix }) =>
      (filter?.status === undefined || status === filter.status) &&
      (filter?.keyword === undefined || `${prefix} ${name}`.includes(filter.keyword)),
  );
  const { items, next } = pageOf(wanted, nextToken, maxResults ?? 500, pageTokens);
  return { testCases: items.map((item) => revive<TestCase>(item)), nextToken: next };
}

interface ListInput {
  readonly sortOrder?: string | undefined;
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
  readonly filter?: ReportFilter | undefined;
}

function listReports(group: string | undefined, input: ListInput, context: Context) {
  const arns = reportArns(context, group, input.filter?.status);
  if (input.sortOrder !== 'ASCENDING') arns.reverse();
  const { items, next } = pageOf(arns, input.nextToken, input.maxResults ?? 100, pageTokens);
  return { reports: items, nextToken: next };
}

/** Oldest first. */
function reportArns(context: Context, group: string | undefined, status?: string): string[] {
  return reportsOf(context)
    .list()
    .filter((report) => group === undefined || report.reportGroupArn === group)
    .filter((report) => status === undefined || report.status === status)
    .sort((a, b) => String(a.created).localeCompare(String(b.created)))
    .map(({ arn }) => arn ?? '');
}
