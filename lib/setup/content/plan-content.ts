import fs from 'node:fs';
import path from 'node:path';
import type { Config } from '../../config/config';
import { programsOf, type Scripts } from '../../config/programs';
import { buildspecFiles } from '../../contract';
import { demandsProgram } from '../kits/buildspec';
import { type ChosenKit, defaultKit } from '../kits/detect-kit';
import type { Kits } from '../kits/kit';
import type { CodeProject } from '../recognise/project';
import { projectsIn, siteIn } from '../recognise/projects';
import type { RepositoryFiles } from '../recognise/repository-files';
import { siteFolder, siteTemplateFile, siteTemplateIn } from '../recognise/sites';
import type { StarterFile } from './content';
import { type ProgramPlace, placeOf } from './places';
import { siteAddress, siteParameters, siteParametersOf, siteTemplate } from './site-template';
import { buildStarter, deployStarter } from './starters';

/** What a repository is to have beside the buildspecs of its kit, so that its first release has all it needs. */
export interface Content {
  /** `gitenv.json` with what the content needs it to say. */
  readonly config: Config;
  readonly files: readonly StarterFile[];
  /** Where the programs lie that the buildspecs run and that have to be there, relative to the root. */
  readonly programs: readonly string[];
  /** Edits of the kit's buildspec before it is written: each text to find, and what stands in its place. */
  readonly buildspecEdits: readonly (readonly [string, string])[];
}

export interface ContentWanted {
  readonly root: string;
  readonly files: RepositoryFiles;
  readonly kits: Kits;
  readonly kit: ChosenKit | undefined;
  /** Those that are installed now, by name. */
  readonly environments: readonly string[];
}

/** Decides what is written; writes nothing. */
export async function planContent(wanted: ContentWanted, before: Config): Promise<Content> {
  const site =
    wanted.kit?.name === 'static-site' && isNew(wanted) ? siteContent(wanted) : undefined;
  const programs = await programsWanted(wanted, before);
  const scripts = { ...before.scripts, ...programs.scripts };
  const { environments, ...rest } = withKit(before, wanted.kit, site?.kit);
  return {
    config: {
      ...rest,
      ...(Object.keys(scripts).length > 0 && { scripts }),
      ...(site?.url && rest.url === undefined && { url: site.url }),
      environments,
    },
    files: [...programs.files, ...(site?.files ?? [])],
    programs: programs.paths,
    buildspecEdits: site?.edits ?? [],
  };
}

function isNew({ root }: ContentWanted): boolean {
  return !fs.existsSync(path.join(root, buildspecFiles.build));
}

/** The default goes without saying. */
function withKit(config: Config, kit: ChosenKit | undefined, settings: Config['kit']): Config {
  const isUnsaid = kit !== undefined && config.kit === undefined && kit.name !== defaultKit;
  const { environments, ...rest } = config;
  return { ...rest, ...(isUnsaid && { kit: settings ?? kit.name }), environments };
}

/** A bucket comes from somewhere: from a template that is released with the site, together with its parameters. */
function siteContent({ root, files, kits, kit, environments }: ContentWanted) {
  const isThere = fs.existsSync(path.join(root, siteTemplateFile));
  if (kit === undefined || (isThere && !siteTemplateIn(files))) return undefined;
  const usual = `--from ${siteFolder} --`;
  const buildspec = path.join(kits.folder, kit.name, buildspecFiles.build);
  if (!fs.readFileSync(buildspec, 'utf8').includes(usual)) return undefined;
  const isChosen = fs.existsSync(path.join(root, siteParameters));
  const written = isThere || isChosen ? [] : environments.map(siteParametersOf);
  const hasParameters = isChosen || written.length > 0;
  const bundled = [siteFolder, siteTemplateFile, ...(hasParameters ? [siteParameters] : [])];
  return {
    kit: { name: kit.name, site: siteFolder, template: siteTemplateFile },
    url: tellsAddress(isThere ? files.text(siteTemplateFile) : siteTemplate.text)
      ? { output: siteAddress }
      : undefined,
    edits: [[usual, `${bundled.map((one) => `--from ${one} `).join('')}--`]] as const,
    files: [...(isThere ? [] : [siteTemplate]), ...written],
  };
}

/** Whether a template has the output by which a release can say where the site is. */
function tellsAddress(template: string): boolean {
  const [, outputs = ''] = template.split(/^Outputs:/m);
  return new RegExp(`^ +${siteAddress}:`, 'm').test(outputs);
}

interface ProgramsWanted {
  readonly scripts: Scripts;
  readonly paths: readonly string[];
  readonly files: readonly StarterFile[];
}

/** Those that the buildspecs run, and that are not there. */
async function programsWanted(wanted: ContentWanted, config: Config): Promise<ProgramsWanted> {
  const scripts: { build?: string; deploy?: string } = {};
  const paths: string[] = [];
  const files: StarterFile[] = [];
  for (const name of ['build', 'deploy'] as const) {
    if (!demandsProgram(specOf(wanted, name), name)) continue;
    // Each component has a deploy of its own.
    if (name === 'deploy' && config.components) continue;
    const projects = projectsFor(wanted);
    const place = await placeFor(wanted.root, name, config, projects);
    if (place.path !== name) scripts[name] = place.path;
    paths.push(place.path);
    if (place.exists) continue;
    const text = name === 'build' ? buildStarter(projects) : deployStarter(place.path);
    files.push({ path: place.path, text, isProgram: true });
  }
  return { scripts, paths, files };
}

/** The buildspec that the repository has or is about to get. */
function specOf({ root, kits, kit }: ContentWanted, name: 'build' | 'deploy'): string {
  const file = buildspecFiles[name];
  const places = [path.join(root, file), ...(kit ? [path.join(kits.folder, kit.name, file)] : [])];
  const found = places.find((it) => fs.existsSync(it));
  return found === undefined ? '' : fs.readFileSync(found, 'utf8');
}

function projectsFor({ files, kit }: ContentWanted): readonly CodeProject[] {
  const site = kit?.name === 'static-site' ? siteIn(files) : undefined;
  return site ? [site] : projectsIn(files);
}

/** Where `gitenv.json` says, or else where it is free. */
async function placeFor(
  root: string,
  name: 'build' | 'deploy',
  config: Config,
  projects: readonly CodeProject[],
): Promise<ProgramPlace> {
  if (config.scripts?.[name] === undefined)
    return placeOf(
      root,
      name,
      projects.flatMap(({ takes = [] }) => takes),
    );
  const said = path.posix.normalize(programsOf(config)[name]);
  return { path: said, exists: fs.existsSync(path.join(root, said)) };
}
