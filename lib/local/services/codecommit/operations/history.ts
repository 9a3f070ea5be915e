import type {
  FileVersion,
  ListFileCommitHistoryRequest,
  ListFileCommitHistoryResponse,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';
import { runGit } from '../git/process';
import { entryAt } from '../git/tree';
import { pageTokens } from '../model/errors';
import { checkPath } from '../model/paths';
import { commitAt, openRepository } from '../model/specifier';

const largestPage = 100;

/** The commits that changed a file, newest first, each with those that changed it next. */
export async function ListFileCommitHistory(
  input: ListFileCommitHistoryRequest,
  context: Context,
): Promise<ListFileCommitHistoryResponse> {
  const { gitdir } = openRepository(input.repositoryName, context);
  const path = checkPath(input.filePath);
  const { commitId = '' } = await commitAt(gitdir, input.commitSpecifier ?? 'HEAD');
  const { stdout } = await runGit(
    ['--git-dir', gitdir, 'rev-list', '--parents', commitId, '--', path],
    '',
    { GIT_LITERAL_PATHSPECS: '1' },
  );
  const graph = stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  if (graph[0]?.[0] === '')
    throw new ServiceError('FileDoesNotExistException', `${path} does not exist in this history`);
  const size = Math.min(input.maxResults ?? largestPage, largestPage);
  const { items, next } = pageOf(graph, input.nextToken, size, pageTokens);
  const childrenOf = childrenIn(graph);
  return {
    revisionDag: await Promise.all(
      items.map(([id = '']) => versionOf(gitdir, id, path, childrenOf.get(id) ?? [])),
    ),
    nextToken: next,
  };
}

function childrenIn(graph: readonly string[][]): ReadonlyMap<string, string[]> {
  const children = new Map<string, string[]>();
  for (const [id = '', ...parents] of graph)
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), id]);
  return children;
}

async function versionOf(
  gitdir: string,
  id: string,
  path: string,
  revisionChildren: string[],
): Promise<FileVersion> {
  const commit = await commitAt(gitdir, id);
  const entry = await entryAt(gitdir, commit.treeId ?? '', path);
  return { commit, path, revisionChildren, ...(entry ? { blobId: entry.id } : {}) };
}
