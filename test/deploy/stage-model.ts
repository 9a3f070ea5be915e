import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Stage } from './stage';

/** A stage that others begin as: making one takes a hundred processes, copying one takes none. */
export interface StageModel {
  /** Of its server, which is closed. */
  readonly root: string;
  readonly folder: string;
}

const models: StageModel[] = [];
afterAll(() => {
  for (const model of models.splice(0))
    for (const place of Object.values(model)) fs.rmSync(place, { recursive: true });
});

/** Ends a stage and keeps what it has until the tests of this file are over. */
export async function modelOf({ machine, folder }: Stage): Promise<StageModel> {
  await machine.idle();
  await machine.close();
  const model = { root: machine.root, folder };
  models.push(model);
  return model;
}

/** The same in places of its own: git keeps the folder's name in its settings alone. */
export function copyOf({ root, folder }: StageModel): StageModel {
  const copy = { root: copied(root), folder: copied(folder) };
  for (const name of fs.readdirSync(copy.folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(copy.folder, name);
    if (path.basename(name) !== 'config' || !fs.statSync(file).isFile()) continue;
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll(folder, copy.folder));
  }
  return copy;
}

function copied(folder: string): string {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-copy-'));
  fs.cpSync(folder, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return copy;
}
