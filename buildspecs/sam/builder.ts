import fs from 'node:fs';
import path from 'node:path';
import { configFile } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import { foundTemplate } from '../cloudformation/planner';
import type { Builder } from '../program/job/builder';
import { demandKnownSettings, type KitSettings } from '../program/job/settings';
import { runSam } from './sam-command';

export const samSettings = ['template', 'parameters', 'stack', 'capabilities'];

/** Where `sam build` leaves the functions' code and the template that knows where it lies: the bundle. */
const builtFolder = path.join('.aws-sam', 'build');

/** Builds a serverless application, and lays the parameters of its environments beside what that leaves. */
export const buildSam: Builder = async ({ root, env }, settings) => {
  demandKnownSettings(settings, samSettings);
  const template = typeof settings.template === 'string' ? settings.template : foundTemplate(root);
  const file = path.join(root, template);
  if (!fs.existsSync(file))
    throw new GitenvError('BAD_COMMIT', `The commit has no ${template}, its template`);
  if (!fs.readFileSync(file, 'utf8').includes('AWS::Serverless'))
    throw new GitenvError(
      'BAD_COMMIT',
      `${template} has no transform AWS::Serverless, so there is nothing for sam to do: use the kit cloudformation`,
    );
  await runSam(['build', '--template-file', template, '--build-dir', builtFolder], root, env);
  if (!fs.existsSync(path.join(root, builtFolder, 'template.yaml')))
    throw new GitenvError('TOOL_FAILED', `sam build left no ${builtFolder}/template.yaml`);
  layParameters(root, settings);
};

function layParameters(root: string, { parameters }: KitSettings): void {
  const folder = parametersFolder(parameters);
  const from = path.join(root, folder);
  if (!fs.existsSync(from)) return;
  fs.cpSync(from, path.join(root, builtFolder, folder), { recursive: true });
}

function parametersFolder(setting: unknown): string {
  if (typeof setting !== 'string') return 'parameters';
  const folder = path.posix.dirname(setting);
  if (folder !== '.' && !folder.includes('{environment}')) return folder;
  throw new GitenvError(
    'BAD_CONFIG',
    `${configFile}: kit.parameters has to be a file in a folder that holds those of all environments, such as parameters/{environment}.json`,
  );
}
