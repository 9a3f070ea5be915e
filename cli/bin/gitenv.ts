import fs from 'node:fs';
import { version } from '../../package.json';

const words = process.argv.slice(2);
const others = words.filter((word) => word !== '--json');

// This file stays small: whoever asks only for the version does not wait for the rest to load.
if (others.length === 1 && ['--version', '-V', 'version'].includes(others[0] ?? '')) {
  const answer = words.length === 1 ? version : JSON.stringify({ version });
  // Opening the stream alone would cost more than everything else here.
  fs.writeSync(1, `${answer}\n`);
} else {
  // The SDK would otherwise announce, before the first answer, which Node its later releases need.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { loadCompiled } = require('./compiled') as typeof import('./compiled');
  const { start } = loadCompiled(`${__dirname}/gitenv/start.cjs`) as typeof import('./start');
  void start();
}
