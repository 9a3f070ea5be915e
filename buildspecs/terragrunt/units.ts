import path from 'node:path';
import { askTool, type Tool } from '../terraform/run-tool';

/** A folder with a `terragrunt.hcl`, which has a state of its own. */
export interface Unit {
  /** Relative to the folder of the stack. */
  readonly path: string;
  /** Every unit that it depends on, directly or not. */
  readonly dependsOn: readonly string[];
}

interface Found {
  readonly type: string;
  readonly path: string;
  readonly dependencies?: readonly string[];
}

/** @returns the units below a folder, each after those it depends on, in Terragrunt's own order */
export async function findUnits(tool: Tool, folder: string): Promise<Unit[]> {
  const text = await askTool({ ...tool, prefix: [] }, folder, [
    'find',
    '--json',
    '--dag',
    '--dependencies',
  ]);
  const found = (JSON.parse(text) as Found[]).filter(({ type }) => type === 'unit');
  const names = new Set(found.map((unit) => unit.path));
  const reached = new Map<string, ReadonlySet<string>>();
  for (const unit of found) {
    const direct = (unit.dependencies ?? []).map((it) => named(it, unit.path, names));
    const own = direct.filter((it) => it !== undefined);
    reached.set(unit.path, new Set(own.flatMap((it) => [it, ...(reached.get(it) ?? [])])));
  }
  return found.map((unit) => ({ path: unit.path, dependsOn: [...(reached.get(unit.path) ?? [])] }));
}

/** A dependency is named from the folder of the stack, or from the unit's own. */
function named(dependency: string, unit: string, known: ReadonlySet<string>): string | undefined {
  return [path.posix.normalize(dependency), path.posix.join(unit, dependency)].find((candidate) =>
    known.has(candidate),
  );
}
