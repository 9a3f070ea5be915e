import { goProject, rustProject } from './compiled';
import { jvmProject } from './jvm';
import { nodeProject } from './node';
import type { CodeProject } from './project';
import { pythonProject } from './python';
import type { RepositoryFiles } from './repository-files';
import { rubyProject } from './ruby';
import { generatedSite, nodeSite, plainSite } from './sites';

/** What a repository's root is a project of, most often one. */
export function projectsIn(files: RepositoryFiles): CodeProject[] {
  const all = [goProject, rustProject, jvmProject, pythonProject, rubyProject, nodeProject];
  return all.flatMap((recognise) => recognise(files) ?? []);
}

/**
 * The site that a repository is. A program with a manual or a page is none: whoever has one is asked for nothing, and gets no
 * wrong proposal.
 */
export function siteIn(files: RepositoryFiles): CodeProject | undefined {
  const projects = projectsIn(files);
  const others = projects.filter(({ kind }) => kind !== 'Node');
  if (others.length > 0) return undefined;
  if (projects.length > 0) return nodeSite(files);
  return generatedSite(files) ?? plainSite(files);
}
