import { median, ms, timeOf } from './measure.mjs';

/** What a person waits for at the end of a push that is followed, beyond the release itself. */
export async function following(scene) {
  const waits = [];
  for (let run = 0; run < 9; run++) {
    scene.commit();
    timeOf('git', ['push', '-q', 'dev'], { env: scene.env, cwd: scene.work });
    const end = Date.now();
    const [release] = JSON.parse(
      scene.run('gitenv', 'history', 'dev', '--limit', '1', '--json'),
    ).releases;
    waits.push(end - Date.parse(release.updatedAt));
  }
  const wait = median(waits);
  return [
    {
      what: 'from the end of a release that does nothing to the end of its push',
      measured: ms(wait),
      result: ms(wait),
      bound: '≤ 250 ms',
      within: wait <= 250,
    },
  ];
}
