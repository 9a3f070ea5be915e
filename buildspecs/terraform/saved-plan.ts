import fs from 'node:fs';
import path from 'node:path';
import { sha256OfFile } from '../../lib/bundle/files';
import type { PlannedChange } from '../../lib/bundle/plan';
import { GitenvError } from '../../lib/errors';
import type { Job } from '../program/job/job';
import { linesOf } from './messages';
import { changesIn } from './plan-json';
import type { RootModule } from './root-module';
import { askTool, failed, followTool } from './run-tool';

/** A plan as the tool keeps it, and what it says. */
export interface SavedPlan {
  readonly changes: readonly PlannedChange[];
  readonly text: string;
}

/** @param file where the tool keeps the plan; it holds values, also the sensitive ones */
export async function makePlan(
  job: Job,
  { tool, folder }: Pick<RootModule, 'tool' | 'folder'>,
  file: string,
  more: readonly string[] = [],
): Promise<SavedPlan> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const args = ['plan', '-input=false', '-json', '-detailed-exitcode', `-out=${file}`];
  const code = await followTool(tool, folder, [...args, ...more], (message) =>
    linesOf(message).forEach(job.say),
  );
  if (code !== 0 && code !== 2) throw failed(tool, args, code);
  const changes = changesIn(await askTool(tool, folder, ['show', '-json', file]));
  if (code === 0 && changes.length === 0) return { changes, text: '' };
  return { changes: demandSome(changes), text: await legible({ tool, folder }, file) };
}

/** The tool's own word that something changes stands, also where its kind is not known here. */
function demandSome(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  if (changes.length > 0) return changes;
  return [{ action: 'change', type: 'state', name: 'state', detail: 'see the text of the plan' }];
}

/** In this form the tool itself leaves sensitive values out. */
async function legible({ tool, folder }: Pick<RootModule, 'tool' | 'folder'>, file: string) {
  return (await askTool(tool, folder, ['show', '-no-color', file])).trim();
}

/** @throws GitenvError where the file is gone, or other than the plan says */
export async function demandDigest(file: string, sha256: string | undefined): Promise<void> {
  const actual = fs.existsSync(file) ? sha256OfFile(file) : undefined;
  if (actual !== undefined && actual === sha256) return;
  throw new GitenvError(
    'NO_PLAN',
    actual === undefined
      ? 'The build handed on no saved plan.'
      : 'The saved plan that was handed on is not the one that was shown: nothing was applied.',
  );
}
