import { createHash, createHmac } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inTurn, median, ms, timeOf, times } from './measure.mjs';
import { accountOf } from './scene.mjs';

/** What the remote helper adds to a push, and how soon after a push the build begins. */
export async function* push(scene) {
  yield await helperCost(scene);
  yield await untilFirstCommand(scene);
}

async function helperCost(scene) {
  const { env, work } = scene;
  const silent = { ...env, GITENV_FOLLOW: '0' };
  const node = median(Array.from({ length: 10 }, () => timeOf('node', ['-e', '0'], { env })));
  let count = 0;
  const fresh = () => {
    scene.commit();
    return `HEAD:refs/heads/bench-${count++}`;
  };
  const { a, b } = await inTurn(
    15,
    () => {
      const spec = fresh();
      return timeOf('git', ['push', '-q', 'dev', spec], { env: silent, cwd: work });
    },
    () => {
      const spec = fresh();
      const { url, header } = plainAddress(scene);
      const args = ['-c', `http.extraHeader=${header}`, 'push', '-q', url, spec];
      return timeOf('git', args, { env: silent, cwd: work });
    },
  );
  const ratio = (a - b) / node;
  return {
    what: 'git push through the helper, not followed',
    measured: ms(a),
    beside: `over plain HTTP: ${ms(b)}; node -e 0: ${ms(node)}`,
    result: `${times(ratio)} node more`,
    bound: '≤ 1.5 ×',
    within: ratio <= 1.5,
  };
}

/** The same repository over HTTP as git itself speaks it, signed beforehand. */
function plainAddress({ env }) {
  const { endpoint, region, accessKeyId, secretAccessKey } = accountOf(env, 'dev');
  const route = '/v1/repos/app';
  const time = new Date().toISOString().replace(/[-:]|\.\d+Z/g, '');
  const scope = `${time.slice(0, 8)}/${region}/codecommit/aws4_request`;
  const hash = createHash('sha256')
    .update(`GIT\n${route}\n\nhost:${new URL(endpoint).hostname}\n\nhost\n`)
    .digest('hex');
  const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
  const key = [region, 'codecommit', 'aws4_request'].reduce(
    hmac,
    hmac(`AWS4${secretAccessKey}`, time.slice(0, 8)),
  );
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash}`).toString('hex');
  const basic = Buffer.from(`${accessKeyId}:${time}Z${signature}`).toString('base64');
  return { url: `${endpoint}${route}`, header: `Authorization: Basic ${basic}` };
}

async function untilFirstCommand(scene) {
  const { env, work } = scene;
  const file = path.join(work, 'began');
  const waits = [];
  for (let run = 0; run < 7; run++) {
    scene.commit();
    fs.rmSync(file, { force: true });
    timeOf('git', ['push', '-q', 'dev'], { env: { ...env, GITENV_FOLLOW: '0' }, cwd: work });
    const pushed = Date.now();
    while (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') === '')
      await new Promise((resolve) => setTimeout(resolve, 5));
    waits.push(Number(fs.readFileSync(file, 'utf8').split('\n')[0]) - pushed);
    scene.run('gitenv', 'push', 'dev');
  }
  const wait = median(waits);
  return {
    what: 'end of a push to the first build command',
    measured: ms(wait),
    result: ms(wait),
    bound: '≤ 300 ms',
    within: wait <= 300,
  };
}
