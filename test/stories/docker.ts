import fs from 'node:fs';
import path from 'node:path';

const tests = path.join(__dirname, '..');

/** A `docker` in a folder of PATH that pushes by ECR's API, and notes how it was called. */
export class Docker {
  private readonly notes: string;

  /** @param folder a world's */
  constructor(folder: string) {
    this.notes = path.join(folder, 'docker');
    fs.mkdirSync(this.notes);
    const program = `#!/bin/sh
export GITENV_TEST_DOCKER='${this.notes}' GITENV_TEST_MODULES='${tests}/../node_modules'
exec node '${tests}/buildspecs/program/docker-stand-in.cjs' "$@"
`;
    fs.writeFileSync(path.join(folder, 'bin', 'docker'), program, { mode: 0o755 });
  }

  /** The verbs of all calls so far. */
  get verbs(): string[] {
    const calls = path.join(this.notes, 'calls');
    if (!fs.existsSync(calls)) return [];
    return fs
      .readFileSync(calls, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)[0]);
  }

  /** How many images were made. */
  get builds(): number {
    return this.verbs.filter((verb) => verb === 'build').length;
  }
}
