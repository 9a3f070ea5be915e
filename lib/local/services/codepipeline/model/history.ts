import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathSegmentOf, readStored, removeIfLeft, writeAtomically } from '../../../base/store';
import type { ExecutionRecord } from './records';

/** What a file's name tells of an execution, so that ten thousand of them need not be opened. */
export interface Entry {
  readonly sequence: number;
  readonly id: string;
  readonly token: string;
}

interface Index {
  /** Oldest first. */
  readonly entries: Entry[];
  readonly byId: Map<string, Entry>;
  readonly byToken: Map<string, Entry>;
}

/**
 * Every execution of every pipeline of one account and region: a folder a pipeline, a file an execution. Only the
 * names are kept in memory, so that its size does not grow with what executions hold.
 */
export class History {
  private readonly known = new Map<string, Index>();

  constructor(private readonly folder: string) {}

  /** Oldest first. */
  entries(pipeline: string): readonly Entry[] {
    return this.indexOf(pipeline).entries;
  }

  /** The execution that a request with this token (its digest) started. */
  startedBy(pipeline: string, token: string): string | undefined {
    return this.indexOf(pipeline).byToken.get(token)?.id;
  }

  /** 0 for an execution that is not there. */
  sequenceOf(pipeline: string, id: string): number {
    return this.indexOf(pipeline).byId.get(id)?.sequence ?? 0;
  }

  read(pipeline: string, id: string): ExecutionRecord | undefined {
    const entry = this.indexOf(pipeline).byId.get(id);
    return entry && this.load(pipeline, entry);
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
    const { pipeline, sequence, id, token = '' } = execution;
    const index = this.indexOf(pipeline);
    const entry = { sequence, id, token };
    const file = path.join(this.folderOf(pipeline), nameOf(entry));
    writeAtomically(file, `${JSON.stringify(execution, null, 1)}\n`);
    if (!index.byId.has(id)) add(index, entry);
  }

  nextSequence(pipeline: string): number {
    return (this.entries(pipeline).at(-1)?.sequence ?? 0) + 1;
  }

  remove(pipeline: string): void {
    fs.rmSync(this.folderOf(pipeline), { recursive: true, force: true });
    this.known.delete(pipeline);
  }

  private load(pipeline: string, entry: Entry): ExecutionRecord {
    return readStored<ExecutionRecord>(path.join(this.folderOf(pipeline), nameOf(entry)));
  }

  private indexOf(pipeline: string): Index {
    let index = this.known.get(pipeline);
    if (!index) {
      index = { entries: [], byId: new Map(), byToken: new Map() };
      for (const entry of readEntries(this.folderOf(pipeline))) add(index, entry);
      this.known.set(pipeline, index);
    }
    return index;
  }

  private folderOf(pipeline: string): string {
    return path.join(this.folder, pathSegmentOf(pipeline));
  }
}

function add({ entries, byId, byToken }: Index, entry: Entry): void {
  entries.push(entry);
  byId.set(entry.id, entry);
  if (entry.token !== '') byToken.set(entry.token, entry);
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
    .filter((name) => !removeIfLeft(path.join(folder, name)) && name.endsWith('.json'))
    .sort()
    .map((name) => {
      const [sequence = '', id = '', token = ''] = name.slice(0, -'.json'.length).split('_');
      return { sequence: Number(sequence), id, token };
    });
}
