import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../../lib/errors';
import type { Builder } from '../program/job/builder';
import { runTool, type Tool } from './run-tool';
import { terraformSettings } from './settings';
import { terraformTool } from './tool';

/** Checks and tests a root module, and puts its modules and providers beside it, to be bundled. */
export const buildTerraform: Builder = async (site, settings) => {
  const own = terraformSettings(settings);
  const tool = await terraformTool(site, own);
  const folder = path.join(site.root, own.directory);
  if (!fs.existsSync(folder))
    throw new GitenvError('BAD_COMMIT', `There is no folder ${own.directory}`);
  site.say(`Checking ${own.directory} with ${tool.name} ${tool.version}.`);
  await runTool(tool, folder, ['fmt', '-check', '-diff', '-recursive', '-no-color']);
  await runTool(tool, folder, [
    'init',
    '-backend=false',
    '-input=false',
    '-no-color',
    '-lockfile=readonly',
  ]);
  await runTool(tool, folder, ['validate', '-no-color']);
  await test(tool, folder);
  forgetClones(folder);
};

async function test(tool: Tool, folder: string): Promise<void> {
  const places = [folder, path.join(folder, 'tests')].filter((place) => fs.existsSync(place));
  const names = places.flatMap((place) => fs.readdirSync(place));
  if (names.some((name) => /\.(tftest|tofutest)\.(hcl|json)$/.test(name)))
    await runTool(tool, folder, ['test', '-no-color']);
}

/** A clone differs from one time to the next, and would give the bundle another digest. */
function forgetClones(folder: string): void {
  const modules = path.join(folder, '.terraform', 'modules');
  if (!fs.existsSync(modules)) return;
  for (const entry of fs.readdirSync(modules, { withFileTypes: true }))
    if (entry.isDirectory())
      fs.rmSync(path.join(modules, entry.name, '.git'), { recursive: true, force: true });
}
