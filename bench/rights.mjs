import { inTurn, ms, timeOf, times } from './measure.mjs';
import { makeScene } from './scene.mjs';

/** What it costs that the AWS on this machine asks for everybody's rights: the same push beside a server that does not. */
export async function rights() {
  const scenes = [[], ['--no-iam']].map((local) => makeScene({ environments: ['dev'], local }));
  const pushes = scenes.map(({ commit, env, work }) => () => {
    commit();
    return timeOf('gitenv', ['push', 'dev'], { env, cwd: work });
  });
  try {
    const { a, b, ratio } = await inTurn(15, ...pushes);
    return [
      {
        what: 'gitenv push, followed to its end, with rights',
        measured: ms(a),
        beside: `with --no-iam: ${ms(b)}`,
        result: times(ratio),
        bound: '≤ 1.1 ×',
        within: ratio <= 1.1,
      },
    ];
  } finally {
    for (const scene of scenes) scene.end();
  }
}
