import fs from 'node:fs';
import path from 'node:path';
import { type Manifest, parseManifest } from '../../../lib/bundle/manifest';
import { type Plan, parsePlan } from '../../../lib/bundle/plan';
import { outputVariables, type PlanOutcome, storingBuild } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import type { Job } from './job';

const files = { manifest: 'manifest.json', plan: 'plan.json', variables: 'variables' };

/** Leaves what the build's next steps need to find the bundle, and for the buildspec what it exports. */
export function handOver(job: Job, manifest: Manifest): void {
  keepManifest(job, manifest);
  const plan = job.purpose === 'store' ? storingBuild : 'none';
  exportVariables(job, { bundle: manifest.digest, plan, planDigest: '' });
}

/** Leaves a manifest where `manifestOf` finds it. */
export function keepManifest(job: Job, manifest: Manifest): void {
  fs.mkdirSync(job.handover, { recursive: true });
  write(job, files.manifest, manifest);
}

/** @param digest of what the bucket keeps of the plan */
export function handOverPlan(job: Job, plan: Plan, digest: string, outcome: PlanOutcome): void {
  write(job, files.plan, plan);
  exportVariables(job, { bundle: manifestOf(job).digest, plan: outcome, planDigest: digest });
}

interface Exported {
  readonly bundle: string;
  readonly plan: PlanOutcome | typeof storingBuild;
  readonly planDigest: string;
}

/** In the shell's own form: the buildspec reads it with a dot. */
function exportVariables(job: Job, { bundle, plan, planDigest }: Exported): void {
  const lines = [
    `export ${outputVariables.bundle}='${bundle}'`,
    `export ${outputVariables.plan}='${plan}'`,
    `export ${outputVariables.planDigest}='${planDigest}'`,
  ];
  fs.writeFileSync(path.join(job.handover, files.variables), `${lines.join('\n')}\n`);
}

/** @throws GitenvError where the build left none */
export function manifestOf(job: Job): Manifest {
  const manifest = parseManifest(read(job, files.manifest));
  if (manifest) return manifest;
  throw new GitenvError(
    'NO_BUNDLE',
    'The build handed on no bundle: buildspec.yml has to run kit.cjs bundle',
  );
}

/** @throws GitenvError where the build left none */
export function planOf(job: Job): Plan {
  const plan = parsePlan(read(job, files.plan));
  if (plan) return plan;
  throw new GitenvError(
    'NO_PLAN',
    'The build handed on no plan: buildspec.yml has to run kit.cjs plan',
  );
}

function write(job: Job, name: string, value: unknown): void {
  fs.writeFileSync(path.join(job.handover, name), `${JSON.stringify(value, undefined, 2)}\n`);
}

function read(job: Job, name: string): string {
  try {
    return fs.readFileSync(path.join(job.handover, name), 'utf8');
  } catch {
    return '';
  }
}
