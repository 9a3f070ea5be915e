import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { type History, historyOf } from '../../lib/inspect/history';
import { useAwsFiles } from '../aws/aws-files';
import { type Faults, standBetween } from '../deploy/faults';
import { environmentOf } from '../deploy/stage';
import { startMachine, type TestMachine } from '../local/machine';
import { ManyExecutions } from './many-executions';

const many = 10_000;
const pushed = 25;

let executions: ManyExecutions;
let machine: TestMachine;
let faults: Faults;
let files: ReturnType<typeof useAwsFiles>;
let cache: string;
let keptIn: string;
beforeAll(async () => {
  executions = new ManyExecutions(many, pushed);
  machine = await startMachine({ services: executions.services });
  await new CodeCommitClient(machine.client()).send(
    new CreateRepositoryCommand({ repositoryName: 'shop' }),
  );
  faults = await standBetween(machine.endpoint, () => undefined);
  const { accessKeyId, secretAccessKey } = machine.client().credentials;
  files = useAwsFiles(
    `[profile dev]\nendpoint_url = ${faults.endpoint}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
});
beforeEach(() => {
  cache = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-kept-')), 'gitenv');
  keptIn = path.join(cache, 'history');
});
afterAll(async () => {
  files.restore();
  await faults.close();
  await machine.destroy();
});

interface Read extends History {
  /** What was asked of AWS's services, and not of git's. */
  readonly asked: readonly string[];
}

async function read(limit: number, folder: string | undefined): Promise<Read> {
  const before = faults.asked.length;
  const environment = { ...environmentOf('dev'), account: '111111111111' };
  const options = { limit, patienceMs: 20_000, keptIn: folder };
  const history = await historyOf(environment, options, { cwd: files.folder });
  return { ...history, asked: faults.asked.slice(before).filter((it) => it !== '') };
}

const pushers = ({ asked }: Read) => asked.filter((it) => it === 'GetPipelineExecution');
const onlyFile = () => path.join(keptIn, fs.readdirSync(keptIn)[0] ?? '');

describe('the history of 10,000 releases', () => {
  test('costs six requests for twenty of them, and one more for each whose pusher is not known yet', async () => {
    const first = await read(20, cache);
    expect(first.releases).toHaveLength(20);
    expect(first.asked.length - pushers(first).length).toBeLessThanOrEqual(6);
    const again = await read(20, cache);
    expect(again.releases).toEqual(first.releases);
    expect(again.asked.length).toBeLessThanOrEqual(6);
    expect(again.releases[3]).toMatchObject({ status: 'Failed', failedIn: 'Build' });
    expect(again.releases[0]).toMatchObject({
      pushedBy: 'arn:aws:iam::111111111111:user/ann',
      bundle: `sha256:${'b'.repeat(64)}`,
    });
  });

  test('costs little more than their list once they are known', async () => {
    const first = await read(many, cache);
    expect(first.releases).toHaveLength(many);
    expect(pushers(first)).toHaveLength(pushed);
    const again = await read(many, cache);
    expect(again.releases).toEqual(first.releases);
    expect(again.asked.length).toBeLessThanOrEqual(many / 100 + 10);
  });
});

describe('what is kept of a history', () => {
  test('is for its owner alone', async () => {
    await read(5, cache);
    expect(fs.statSync(keptIn).mode & 0o777).toBe(0o700);
    expect(fs.statSync(onlyFile()).mode & 0o777).toBe(0o600);
  });

  test.each<[string, () => void]>([
    ['deleted', () => fs.rmSync(keptIn, { recursive: true })],
    ['cut off', () => fs.truncateSync(onlyFile(), 500)],
    ['changed', () => fs.writeFileSync(onlyFile(), alter(fs.readFileSync(onlyFile(), 'utf8')))],
    ['empty', () => fs.writeFileSync(onlyFile(), '')],
    ['a folder', () => [fs.rmSync(onlyFile()), fs.mkdirSync(path.join(keptIn, 'x.json'))]],
  ])('is asked for again if it is %s', async (_, harm) => {
    const first = await read(5, cache);
    harm();
    const again = await read(5, cache);
    expect(again.releases).toEqual(first.releases);
    expect(pushers(again)).toHaveLength(pushers(first).length);
  });

  test('belongs to one pipeline, and not to a later one of its name', async () => {
    await read(5, cache);
    executions.created = new Date(executions.created.getTime() + 1000);
    expect(pushers(await read(5, cache))).toHaveLength(5);
    expect(fs.readdirSync(keptIn)).toHaveLength(2);
  });

  test('is whole where several write at once', async () => {
    const reads = await Promise.all([5, 10, 15].map((limit) => read(limit, cache)));
    expect(reads.map(({ releases }) => releases.length)).toEqual([5, 10, 15]);
    const again = await read(15, cache);
    expect(again.releases).toEqual(reads[2]?.releases);
    expect(fs.readdirSync(keptIn).filter((name) => !/^\w+\.json$/.test(name))).toEqual([]);
  });

  test.each([
    ['a moment ago', () => Date.now() - Date.parse('2026-11-01T12:05:00Z') - 1000],
    ['in the future, as a clock says that was set back', () => 365 * 86_400_000],
  ])('has nothing of what has ended %s', async (_, later) => {
    executions.endsLaterBy = later();
    try {
      await read(1, cache);
    } finally {
      executions.endsLaterBy = 0;
    }
    expect(fs.existsSync(keptIn)).toBe(false);
  });

  test('is not wanted where it cannot be written', async () => {
    fs.mkdirSync(path.dirname(keptIn), { recursive: true });
    fs.writeFileSync(keptIn, 'no folder');
    expect((await read(5, cache)).releases).toHaveLength(5);
  });

  test('has room for 50 MB, and what was written longest ago goes first', async () => {
    fs.mkdirSync(keptIn, { recursive: true });
    const old = [1, 2, 3].map((day) => {
      const file = path.join(keptIn, `${day}.json`);
      fs.writeFileSync(file, '');
      fs.truncateSync(file, 20_000_000);
      fs.utimesSync(file, new Date(2026, 0, day), new Date(2026, 0, day));
      return file;
    });
    await read(5, cache);
    expect(old.map((file) => fs.existsSync(file))).toEqual([false, true, true]);
  });
});

function alter(text: string): string {
  return text.replaceAll('user/ann', 'user/eve');
}
