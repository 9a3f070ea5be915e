import fs from 'node:fs';
import path from 'node:path';
import { verifyProgram } from '../../action-names';
import type { EnvironmentSettings } from '../../config/config';
import type { PlacingPort } from './port';

/** Whether the work tree has a program that looks at what was deployed. */
export function hasVerifyProgram(root: string): boolean {
  return fs.statSync(path.join(root, verifyProgram), { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * Asks once whether deploys are to be looked at, where the work tree has what looks at them and nobody has decided.
 * @param known what each environment has recorded
 * @returns what was decided, by environment
 */
export async function offeredVerify(
  root: string,
  known: Readonly<Record<string, EnvironmentSettings>>,
  { verify }: EnvironmentSettings,
  port: Pick<PlacingPort, 'offerVerify'>,
): Promise<Readonly<Record<string, Pick<EnvironmentSettings, 'verify'>>>> {
  if (verify !== undefined || !hasVerifyProgram(root)) return {};
  const open = Object.keys(known).filter((name) => known[name]?.verify === undefined);
  if (open.length === 0) return {};
  const answer = await port.offerVerify(open);
  if (answer === undefined) return {};
  return Object.fromEntries(open.map((name) => [name, { verify: answer }]));
}
