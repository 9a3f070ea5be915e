import {
  BatchGetReportGroupsCommand,
  BatchGetReportsCommand,
  type Build,
  DeleteReportGroupCommand,
  DescribeTestCasesCommand,
  ListReportGroupsCommand,
  ListReportsForReportGroupCommand,
} from '@aws-sdk/client-codebuild';
import { startMachine, type TestMachine } from '../../machine';
import { buildspecOf, TestProject } from './project';

let machine: TestMachine;
let project: TestProject;
let build: Build;

const junit = `<?xml version="1.0"?>
<testsuites>
  <testsuite name="outer">
    <testcase classname="a.B" name="adds &amp; more" time="1.5"/>
    <testcase classname="a.B" name="fails" time="0.25"><failure message="expected 2">trace</failure></testcase>
    <testsuite name="inner">
      <testcase classname="a.C" name="breaks"><error>boom</error></testcase>
      <testcase classname="a.C" name="waits"><skipped/></testcase>
    </testsuite>
  </testsuite>
</testsuites>`;

beforeAll(async () => {
  machine = await startMachine();
  project = await TestProject.create(machine);
  build = await project.build(
    buildspecOf(
      {
        build: {
          commands: [
            `mkdir out; cat > out/unit.xml <<'END'\n${junit}\nEND`,
            'echo "<x/>" > bad.xml',
          ],
        },
      },
      {
        reports: {
          unit: { files: '*.xml', 'base-directory': 'out', 'file-format': 'JunitXml' },
          missing: { files: 'nothing.xml' },
          bad: { files: 'bad.xml' },
          cucumber: { files: 'c.json', 'file-format': 'CUCUMBERJSON' },
        },
      },
    ),
  );
});
afterAll(() => machine.destroy());

const send: TestProject['codebuild']['send'] = ((command: never) =>
  project.codebuild.send(command)) as never;

describe('test reports', () => {
  test('are counted', async () => {
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(build.reportArns).toHaveLength(1);
    const { reports } = await send(new BatchGetReportsCommand({ reportArns: build.reportArns }));
    expect(reports?.[0]).toMatchObject({
      status: 'FAILED',
      executionId: build.arn,
      created: expect.any(Date),
      testSummary: {
        total: 4,
        statusCounts: { SUCCEEDED: 1, FAILED: 1, ERROR: 1, SKIPPED: 1, UNKNOWN: 0 },
        durationInNanoSeconds: 1_750_000_000,
      },
    });
  });

  test('list their test cases, all or some', async () => {
    const reportArn = build.reportArns?.[0];
    const { testCases } = await send(new DescribeTestCasesCommand({ reportArn }));
    expect(testCases).toEqual([
      expect.objectContaining({
        prefix: 'a.B',
        name: 'adds & more',
        status: 'SUCCEEDED',
        testRawDataPath: 'unit.xml',
      }),
      expect.objectContaining({ name: 'fails', status: 'FAILED', message: 'expected 2' }),
      expect.objectContaining({
        name: 'breaks',
        status: 'ERROR',
        message: 'boom',
        testSuiteName: 'inner',
      }),
      expect.objectContaining({ name: 'waits', status: 'SKIPPED' }),
    ]);
    const failed = await send(
      new DescribeTestCasesCommand({ reportArn, filter: { status: 'FAILED' } }),
    );
    expect(failed.testCases?.map(({ name }) => name)).toEqual(['fails']);
  });

  test("make a group named after the project and the report's name", async () => {
    const { reportGroups = [] } = await send(new ListReportGroupsCommand({}));
    expect(reportGroups).toEqual([
      expect.stringMatching(new RegExp(`report-group/${project.name}-unit$`)),
    ]);
    const groups = await send(new BatchGetReportGroupsCommand({ reportGroupArns: reportGroups }));
    expect(groups.reportGroups?.[0]).toMatchObject({ name: `${project.name}-unit`, type: 'TEST' });
    const { reports } = await send(
      new ListReportsForReportGroupCommand({ reportGroupArn: reportGroups[0] }),
    );
    expect(reports).toEqual(build.reportArns);
  });

  test('that cannot be read are told in the log', async () => {
    const warnings = (await project.notes(build)).filter((line) =>
      line.startsWith('Warning: report'),
    );
    expect(warnings).toEqual([
      'Warning: report missing: no matching test report files found',
      expect.stringContaining('Warning: report bad: bad.xml is not JUnit XML'),
      expect.stringContaining('CUCUMBERJSON is not implemented by this emulator'),
    ]);
  });

  test('are not deleted with their group by mistake', async () => {
    const { reportGroups } = await send(new ListReportGroupsCommand({}));
    const arn = reportGroups?.[0];
    await expect(send(new DeleteReportGroupCommand({ arn }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
    await send(new DeleteReportGroupCommand({ arn, deleteReports: true }));
    const { reportsNotFound } = await send(
      new BatchGetReportsCommand({ reportArns: build.reportArns }),
    );
    expect(reportsNotFound).toEqual(build.reportArns);
  });
});
