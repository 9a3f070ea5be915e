import { spawnSync } from 'node:child_process';
import { inTurn, ms, timeOf, times } from './measure.mjs';

/** Three environments in one table, beside one question of the AWS CLI to one of them. */
export async function status({ env, work }) {
  const bound = 0.4;
  const ask = ['--profile', 'gitenv-dev', 'codepipeline', 'list-pipelines'];
  if (spawnSync('aws', ['--version']).status !== 0) {
    const alone = timeOf('gitenv', ['status'], { env, cwd: work });
    return [
      {
        what: 'gitenv status',
        measured: ms(alone),
        result: 'no aws CLI here',
        bound: `≤ ${bound} ×`,
        within: false,
      },
    ];
  }
  const { a, b, ratio } = await inTurn(
    10,
    () => timeOf('gitenv', ['status'], { env, cwd: work }),
    () => timeOf('aws', ask, { env, cwd: work }),
  );
  return [
    {
      what: 'gitenv status, three environments',
      measured: ms(a),
      beside: `aws codepipeline list-pipelines: ${ms(b)}`,
      result: times(ratio),
      bound: `≤ ${bound} ×`,
      within: ratio <= bound,
    },
  ];
}
