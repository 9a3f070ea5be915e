import fs from 'node:fs';
import path from 'node:path';
import { countedRun, median, ms, timeOf } from './measure.mjs';

/** What following costs: a person, at the end of a release, and AWS, while it lasts. */
export async function* following(scene) {
  yield afterTheEnd(scene);
  yield whileItLasts(scene);
}

function afterTheEnd({ env, work, run, commit }) {
  const waits = Array.from({ length: 9 }, () => {
    commit();
    timeOf('git', ['push', '-q', 'dev'], { env, cwd: work });
    const end = Date.now();
    const [release] = JSON.parse(
      run('gitenv', 'history', 'dev', '--limit', '1', '--json'),
    ).releases;
    return end - Date.parse(release.updatedAt);
  });
  const wait = median(waits);
  return {
    what: 'from the end of a release that does nothing to the end of its push',
    measured: ms(wait),
    result: ms(wait),
    bound: '≤ 250 ms',
    within: wait <= 250,
  };
}

const seconds = 60;

/** A build of a minute, which prints a line every 0.4 s. The beginning is what is asked about most. */
function whileItLasts({ env, work, run }) {
  const file = path.join(work, 'build');
  const script = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(
    file,
    `${script}for i in $(seq ${seconds * 2.5}); do echo $i; sleep 0.4; done\n`,
  );
  run('git', 'commit', '-qam', 'Print for a minute');
  const { counts, cpuMs, elapsed } = countedRun('git', ['push', '-q', 'dev'], { env, cwd: work });
  fs.writeFileSync(file, script);
  run('git', 'commit', '-qam', 'Print nothing');
  run('gitenv', 'push', 'dev');
  return {
    what: 'a push whose build prints for a minute, followed to its end',
    measured: `${(elapsed / 1000).toFixed(0)} s`,
    result: `${counts.requests} requests`,
    bound: '≤ 110',
    within: counts.requests <= 110,
    counts,
    cpuMs,
  };
}
