import type { Builder } from '../program/job/builder';
import { runTool } from '../terraform/run-tool';
import { terragruntTool } from '../terraform/tool';
import { demandPinnedSources } from './pinned-sources';
import { terragruntSettings } from './stack';

/** Checks the configuration of every environment, since the bundle is for all of them. */
export const buildTerragrunt: Builder = async (site, settings) => {
  const own = { ...terragruntSettings(settings), directory: '.' };
  demandPinnedSources(site.root);
  const tool = await terragruntTool(site, own);
  site.say(`Checking the configuration with ${tool.name} ${tool.version}.`);
  await runTool(tool, site.root, ['hcl', 'fmt', '--check']);
};
