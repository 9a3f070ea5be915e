import path from 'node:path';
import { version } from '../package.json';
import { loadCompiled } from './compiled';

// This file stays small: whoever asks only for the version does not wait for the rest to load.
if (process.argv.length === 3 && ['--version', '-V'].includes(process.argv[2] ?? '')) {
  process.stdout.write(`${version}\n`);
} else {
  // The SDK would otherwise announce, before the first answer, which Node its later releases need.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const file = path.join(__dirname, 'gitenv', 'start.cjs');
  const { start } = loadCompiled(file) as typeof import('./start');
  void start();
}
