import { buildspecFiles, configFile } from '../contract';
import type { GitPlace } from '../git/run';
import { cdkTroubles } from './cdk';
import { CommitView } from './commit-view';
import { configTroubles } from './components';
import { kitFileTroubles } from './kit-files';
import { attributeFiles, lfsTroubles } from './lfs';
import { linkTroubles } from './links';
import { programTroubles } from './programs';
import { specsOf } from './specs';
import type { Trouble } from './trouble';

/** Which commit is looked at, and where. */
export interface LookedAt {
  readonly commit: string;
  readonly place: GitPlace;
  /** The environment it is to be released in, if one is meant. */
  readonly environment?: string | undefined;
}

/**
 * Looks at a commit, not at the work tree, for what would make its release fail. Nothing but git is asked, a few times.
 * @returns all that was found; nothing where the commit is not here
 */
export async function lookAtCommit({ commit, place, environment }: LookedAt): Promise<Trouble[]> {
  if (commit.length > 40) return [sha256Trouble];
  const view = await CommitView.of(commit, place);
  if (!view) return [];
  const { build: buildFile, deploy: deployFile } = buildspecFiles;
  // What most commits need, so that git is asked once.
  const usual = [buildFile, deployFile, configFile, 'build', 'deploy', 'cdk.json'];
  await view.read([...usual, ...attributeFiles(view)]);
  const { build, deploy, troubles } = await specsOf(view);
  const specs = [build, deploy].filter((it) => it !== undefined);
  const more = [
    programTroubles(view, specs),
    configTroubles(view, build),
    lfsTroubles(view, specs),
    cdkTroubles(view, build, environment),
    kitFileTroubles(view, build, environment),
    linkTroubles(view, build),
  ];
  return [...troubles, ...(await Promise.all(more)).flat()];
}

/** Of a repository of the newer kind; CodeCommit and the pipelines are asked by SHA-1. */
export const sha256Trouble: Trouble = {
  what: 'The repository names its objects by SHA-256 (extensions.objectFormat), and gitenv and the pipelines it makes know commits by SHA-1 alone',
  advice: 'Begin a repository with git init --object-format=sha1, and take the files over.',
};
