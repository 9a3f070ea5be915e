import fs from 'node:fs';
import path from 'node:path';
import type { Config } from '../../config/config';
import { buildspecFiles, kitProgram } from '../../contract';

/** Those of the environments whose builds are to make an image, and may run no Docker: their first build would fail. */
export function withoutDocker(
  root: string,
  { environments }: Config,
  names: readonly string[],
): string[] {
  const file = path.join(root, buildspecFiles.build);
  const buildspec = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const makesImage = buildspec
    .split('\n')
    .some((line) => line.includes(`${kitProgram} bundle`) && line.includes('--image'));
  return makesImage ? names.filter((name) => environments[name]?.privileged !== true) : [];
}
