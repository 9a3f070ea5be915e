import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathSegmentOf, writeAtomically } from '../../store';
import type { ExecutionRecord } from './records';

/** What a file's name tells of an execution, so that ten thousand of them need not be opened. */
export interface Entry {
  readonly sequence: number;
  readonly id: string;
  readonly token: string;
}

/**
 * Every execution of every pipeline of one account and region: a folder a pipeline, a file an execution. Only the
 * names are kept in memory, so that its size does not grow with what executions hold.
 */
export class History {
  private readonly known = new Map<string, Entry[]>();

  constructor(private readonly folder: string) {}

  /** Oldest first. */
  entries(pipeline: string): readonly Entry[] {
    let entries = this.known.get(pipeline);
    if (!entries) {
      entries = readEntries(this.folderOf(pipeline));
      this.known.set(pipeline, entries);
    }
    return entries;
  }

  read(pipeline: string, id: string): ExecutionRecord | undefined {
    const entry = this.entries(pipeline).find((one) => one.id === id);
    return entry && this.load(pipeline, entry);
  }

  load(pipeline: string, entry: Entry): ExecutionRecord {
    const file = path.join(this.folderOf(pipeline), nameOf(entry));
    return JSON.parse(fs.readFileSync(file, 'utf8')) as ExecutionRecord;
  }

  *newestFirst(pipeline: string): Iterable<ExecutionRecord> {
    const entries = this.entries(pipeline);
    for (let index = entries.length - 1; index >= 0; index--) {
      const entry = entries[index];
      if (entry) yield this.load(pipeline, entry);
    }
  }

  /** Durable when it returns. */
  write(execution: ExecutionRecord): void {
    const entry = { sequence: execution.sequence, id: execution.id, token: execution.token ?? '' };
    const entries = this.entries(execution.pipeline) as Entry[];
    const file = path.join(this.folderOf(execution.pipeline), nameOf(entry));
    writeAtomically(file, `${JSON.stringify(execution, null, 1)}\n`);
    if (!entries.some(({ id }) => id === entry.id)) entries.push(entry);
  }

  nextSequence(pipeline: string): number {
    return (this.entries(pipeline).at(-1)?.sequence ?? 0) + 1;
  }

  remove(pipeline: string): void {
    fs.rmSync(this.folderOf(pipeline), { recursive: true, force: true });
    this.known.delete(pipeline);
  }

  private folderOf(pipeline: string): string {
    return path.join(this.folder, pathSegmentOf(pipeline));
  }
}

/** What a client's token becomes in a file's name. */
export function digestToken(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16);
}

function nameOf({ sequence, id, token }: Entry): string {
  return `${String(sequence).padStart(10, '0')}_${id}_${token}.json`;
}

function readEntries(folder: string): Entry[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const [sequence = '', id = '', token = ''] = name.slice(0, -'.json'.length).split('_');
      return { sequence: Number(sequence), id, token };
    });
}
