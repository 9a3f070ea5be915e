import { spawnSync } from 'node:child_process';
import { countedRun, inTurn, ms, timeOf, times } from './measure.mjs';

/** Three environments in one table: what it asks for, and how long it takes beside one question of the AWS CLI. */
export async function* status(scene) {
  yield asked(scene);
  yield await beside(scene);
}

function asked({ env, work }) {
  const run = () => countedRun('gitenv', ['status'], { env, cwd: work });
  const first = run();
  const { counts, cpuMs, elapsed } = run();
  return {
    what: 'gitenv status, three quiet environments',
    measured: ms(elapsed),
    beside: `the first time: ${first.counts.requests} requests`,
    result: `${counts.requests} requests`,
    bound: '≤ 9',
    within: counts.requests <= 9,
    counts,
    cpuMs,
  };
}

async function beside({ env, work }) {
  const bound = 0.4;
  const ask = ['--profile', 'gitenv-dev', 'codepipeline', 'list-pipelines'];
  if (spawnSync('aws', ['--version']).status !== 0) {
    const alone = timeOf('gitenv', ['status'], { env, cwd: work });
    return { what: 'gitenv status', measured: ms(alone), result: 'no aws CLI here', bound: '' };
  }
  const { a, b, ratio } = await inTurn(
    10,
    () => timeOf('gitenv', ['status'], { env, cwd: work }),
    () => timeOf('aws', ask, { env, cwd: work }),
  );
  return {
    what: 'gitenv status, three environments',
    measured: ms(a),
    beside: `aws codepipeline list-pipelines: ${ms(b)}`,
    result: times(ratio),
    bound: `≤ ${bound} ×`,
    within: ratio <= bound,
  };
}
