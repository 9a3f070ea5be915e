const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const sources = ['bootstrap', 'buildspecs', 'cli', 'lib', 'build.mjs', 'package.json'];

/** The stories run the built commands: build them where they are missing or older than a source. */
module.exports = function globalSetup() {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  // The tests are offline, and every Node would read the machine's certificates before its first line.
  delete process.env.NODE_EXTRA_CA_CERTS;
  const built = fs.statSync(path.join(root, 'dist', 'template.json'), { throwIfNoEntry: false });
  if (built && built.mtimeMs > Math.max(...sources.map(newest))) return;
  execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: 'inherit' });
};

function newest(name) {
  const absolute = path.join(root, name);
  const stat = fs.statSync(absolute);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(
    stat.mtimeMs,
    ...fs.readdirSync(absolute).map((inner) => newest(path.join(name, inner))),
  );
}
