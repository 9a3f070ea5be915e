import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

interface Place {
  readonly folder: string;
  readonly repository: string;
}

/** What the first world that was installed left, for all others of a run, whose temporary files are in one folder. */
const kept = path.join(os.tmpdir(), 'gitenv-installed-world');

/** The state of the server on this machine, and where the AWS configuration says that it is. */
const ofMachine = ['.local/share/gitenv/local', 'aws-config', 'aws-credentials'];
const ofRepository = [
  ...['gitenv.json', 'buildspec.yml', 'deployspec.yml', '.gitattributes'],
  ...['.gitenv', '.git/config'],
];
const namesFolder = ['.local/share/gitenv/local/local.json', 'aws-config', 'aws-credentials'];

/** Keeps what `gitenv local up` and `gitenv init` have made, while nothing is in work. */
export function keepInstalled({ folder, repository }: Place): void {
  if (!isTypical(repository)) return;
  const own = fs.mkdtempSync(`${kept}-`);
  for (const name of ofMachine) copy(path.join(folder, name), path.join(own, 'machine', name));
  for (const name of ofRepository)
    copy(path.join(repository, name), path.join(own, 'repository', name));
  fs.writeFileSync(path.join(own, 'folder'), folder);
  try {
    fs.renameSync(own, kept);
  } catch {
    // Somebody else was first.
    fs.rmSync(own, { recursive: true });
  }
}

/** Begins as another world was installed: that takes a second of a processor. @returns false where none was yet */
export function takeInstalled({ folder, repository }: Place): boolean {
  if (!fs.existsSync(kept) || !isTypical(repository)) return false;
  fs.cpSync(path.join(kept, 'machine'), folder, { recursive: true });
  fs.cpSync(path.join(kept, 'repository'), repository, { recursive: true });
  const before = fs.readFileSync(path.join(kept, 'folder'), 'utf8');
  for (const name of namesFolder) {
    const file = path.join(folder, name);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll(before, folder));
  }
  return true;
}

/** `gitenv init` makes the same of every application that has nothing but these two scripts. */
function isTypical(repository: string): boolean {
  const names = fs
    .readdirSync(repository)
    .filter((name) => !/^\.|^(gitenv\.json|\w+spec\.yml)$/.test(name));
  return names.sort().join() === 'build,deploy';
}

/** A server that runs keeps its lock and its log in the same folder. */
function copy(from: string, to: string): void {
  const filter = (file: string) => !/^server\./.test(path.basename(file));
  fs.cpSync(from, to, { recursive: true, preserveTimestamps: true, filter });
}
