import { measuredData } from '../../../cli/console/figures';
import type { StatusName } from '../../../cli/console/page/common/data';
import {
  type EnvironmentData,
  type MeasuredData,
  type PageData,
  type ReleaseMore,
  type ReleaseRow,
  statusNames,
} from '../../../cli/console/page/common/data';
import type { MeasuredRelease } from '../../../lib/measures/facts';
import { measure } from '../../../lib/measures/measures';

/** A Tuesday. */
export const madeAt = Date.UTC(2026, 2, 10, 12);
const hour = 3_600_000;

/** What somebody could write into a commit to steer whoever reads it. */
export const hostile = `</script><script>document.title='taken'</script><img src=x onerror="document.title='taken'"> \u202eevil\u202c`;

const subjects = ['Begin', 'Count links', 'Limit links', hostile.slice(0, 250), 'x'.repeat(300)];
const hash = (place: number) => String(place).padStart(2, '0').repeat(20);

interface Drawn {
  readonly id: string;
  readonly commit: number;
  readonly hoursAgo: number;
  readonly status?: StatusName;
  readonly before?: number;
  readonly flags?: number;
  readonly brings?: readonly number[];
  readonly takes?: readonly number[];
  readonly more?: ReleaseMore;
}

function row({
  id,
  commit,
  hoursAgo,
  status = 'Succeeded',
  before = 0,
  ...rest
}: Drawn): ReleaseRow {
  const { flags = 0, brings = [], takes = [], more = 0 } = rest;
  const state = statusNames.indexOf(status);
  const runs = [0, 0, 3, 0, 20_000, 1, 1, 3, 20_000, 60_000, 3, 3, state, 80_000, 40_000];
  const duration = status === 'InProgress' ? -1 : 120_000;
  return [
    id,
    state,
    commit,
    madeAt - hoursAgo * hour,
    duration,
    0,
    flags,
    before,
    brings,
    takes,
    -1,
    '',
    runs,
    more,
  ];
}

function environment(name: string, more: Partial<EnvironmentData>): EnvironmentData {
  return {
    name,
    region: 'eu-west-1',
    account: '111111111111',
    upstream: undefined,
    waiting: undefined,
    ahead: undefined,
    isGuarded: false,
    objections: undefined,
    console: undefined,
    error: undefined,
    wanted: 0,
    running: undefined,
    partial: undefined,
    isUnverified: false,
    unreviewed: 0,
    onItsWay: [],
    notes: [],
    rollbackTo: undefined,
    releases: [],
    ...more,
  };
}

const runs = (commit: number, release: string, hoursAgo: number) => ({
  commit,
  release,
  since: madeAt - hoursAgo * hour,
  by: 0,
  bundle: '9fcab88d',
});

const releaseOne = { id: 'prd-1', commit: 1, hoursAgo: 200, brings: [1, 1] };
const failed: Drawn = {
  id: 'prd-2',
  commit: 2,
  hoursAgo: 26,
  status: 'Failed',
  before: 1,
  brings: [2, 1],
  flags: 2,
  more: { failedIn: 'Deploy', why: ['Deploy: exit status 1'], log: ['it did not start'] },
};
const back: Drawn = { id: 'prd-3', commit: 1, hoursAgo: 25, before: 2, takes: [2, 1], flags: 1 };
const waiting: Drawn = {
  id: 'prd-4',
  commit: 3,
  hoursAgo: 1,
  status: 'InProgress',
  before: 1,
  brings: [2, 2],
  more: {
    plan: {
      summary: '1 to add, 1 to change',
      changes: [
        ['add', 'AWS::IAM::Role', 'Reader', ''],
        ['change', 'AWS::SQS::Queue', 'Jobs', 'VisibilityTimeout: 30 → 60'],
      ],
      note: '',
    },
  },
};

/** Of a history in which something failed, was rolled back, and waits. */
function sampleMeasures(): MeasuredData {
  const found = measure({
    releases: [
      deployed('prd-1', 'a', 200, {}),
      deployed('prd-2', 'b', 26, { isRolledBack: true }),
      deployed('prd-3', 'a', 25, { isRollback: true, approvalMs: 60_000 }),
    ],
    firstSeen: [],
    commits: new Map(),
    from: new Date(madeAt - 90 * 24 * hour),
    to: new Date(madeAt),
  });
  return measuredData({ environment: 'prd', ...found });
}

function deployed(
  id: string,
  commit: string,
  hoursAgo: number,
  more: Partial<MeasuredRelease>,
): MeasuredRelease {
  const startedAt = new Date(madeAt - hoursAgo * hour);
  const endedAt = new Date(startedAt.getTime() + 120_000);
  const deploys = [{ startedAt, endedAt, hasFailed: false }];
  const plain = { succeeded: true, isRollback: false, isRolledBack: false, overridden: [] };
  return { id, commit, startedAt, endedAt, deploys, approvalMs: undefined, ...plain, ...more };
}

/** Three environments of which something can be said on every view. */
export function samplePage(more: Partial<PageData> = {}): PageData {
  return {
    application: 'links',
    madeAt,
    since: madeAt - 90 * 24 * hour,
    people: ['ada', 'bob'],
    commits: subjects.map((subject, place) => [
      hash(place),
      subject,
      1,
      madeAt - (300 - place) * hour,
    ]),
    actions: ['Source', 'Build', 'Approve', 'Deploy'],
    tags: { 1: ['v1.2.0'] },
    environments: [
      environment('dev', {
        wanted: 3,
        running: runs(3, 'dev-1', 3),
        releases: [row({ id: 'dev-1', commit: 3, hoursAgo: 3 })],
      }),
      environment('stg', {
        upstream: 'dev',
        error: {
          said: 'The account does not answer.',
          kind: 'bad',
          commands: ['gitenv doctor stg'],
        },
      }),
      environment('prd', {
        upstream: 'stg',
        unreviewed: 1,
        wanted: 3,
        waiting: [3, 2],
        objections: [],
        running: runs(1, 'prd-3', 25),
        onItsWay: [
          {
            release: 'prd-4',
            commit: 3,
            where: 'waits for approval',
            isHeld: true,
            commands: ['gitenv approve prd 03030303'],
          },
        ],
        rollbackTo: { release: 'prd-1', commit: 1, at: madeAt - 200 * hour },
        releases: [waiting, back, failed, releaseOne].map(row),
      }),
    ],
    measured: sampleMeasures(),
    ...more,
  };
}
