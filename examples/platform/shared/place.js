// Puts a component where its environment keeps it, and fails unless it would start there.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const { GITENV_ENVIRONMENT: environment, GITENV_COMPONENT: component } = process.env;
const place = path.join(home(), 'platform', environment, component);

fs.mkdirSync(place, { recursive: true });
fs.cpSync('.', place, { recursive: true });
fs.appendFileSync(path.join(place, '..', 'log'), `${component}\n`);
const { port } = JSON.parse(fs.readFileSync(path.join(place, 'settings.json'), 'utf8'));
if (!(port > 0)) {
  console.error(`${component} does not start: its port is ${port}`);
  process.exit(1);
}
console.log(`${environment} runs ${component} on port ${port}`);

/** shared/home says where the machine keeps its programs, if not where everybody's are. */
function home() {
  const file = new URL('home', import.meta.url);
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : os.homedir();
}
