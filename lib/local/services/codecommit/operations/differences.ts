import type {
  BlobMetadata,
  Difference,
  GetDifferencesInput,
  GetDifferencesOutput,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { runGit } from '../git/process';
import { entryAt } from '../git/tree';
import { pageTokens } from '../model/errors';
import { checkFolder } from '../model/paths';
import { commitAt, openRepository } from '../model/specifier';

/** git knows the empty tree by this id in every repository: all files differ from it. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const largestPage = 400;

export async function GetDifferences(
  input: GetDifferencesInput,
  context: Context,
): Promise<GetDifferencesOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  const path = pathOf(input);
  const after = await commitAt(gitdir, input.afterCommitSpecifier);
  const before = input.beforeCommitSpecifier
    ? await commitAt(gitdir, input.beforeCommitSpecifier)
    : undefined;
  const trees = [before?.treeId ?? emptyTree, after.treeId ?? emptyTree] as const;
  const found = await Promise.all(trees.map((tree) => entryAt(gitdir, tree, path)));
  if (!found.some(Boolean))
    throw new ServiceError('PathDoesNotExistException', `${path} exists in neither commit`);
  const all = await compare(gitdir, trees, path);
  const { items, next } = pageOf(all, input.NextToken, checkMax(input.MaxResults), pageTokens);
  return { differences: items, NextToken: next };
}

function pathOf({ beforePath, afterPath }: GetDifferencesInput): string {
  const [before, after] = [
    checkFolder(beforePath ?? afterPath),
    checkFolder(afterPath ?? beforePath),
  ];
  if (before !== after) throw notImplemented('codecommit', 'GetDifferences between two paths');
  return after;
}

function checkMax(max: number | undefined): number {
  if (max === undefined) return largestPage;
  if (Number.isInteger(max) && max >= 1) return Math.min(max, largestPage);
  throw new ServiceError('InvalidMaxResultsException', `${max} is not a number of results`);
}

async function compare(
  gitdir: string,
  [before, after]: readonly [string, string],
  path: string,
): Promise<Difference[]> {
  const { stdout } = await runGit(
    [
      '--git-dir',
      gitdir,
      'diff-tree',
      '-r',
      '-z',
      '--no-renames',
      before,
      after,
      '--',
      path || '.',
    ],
    '',
    { GIT_LITERAL_PATHSPECS: '1' },
  );
  const fields = stdout.toString('utf8').split('\0');
  const differences: Difference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2)
    differences.push(parseDifference(fields[at] ?? '', fields[at + 1] ?? ''));
  return differences;
}

/** `:<old mode> <new mode> <old id> <new id> <status>` */
function parseDifference(line: string, path: string): Difference {
  const [oldMode = '', mode = '', oldId = '', id = '', status = ''] = line.slice(1).split(' ');
  const beforeBlob: BlobMetadata = { blobId: oldId, path, mode: oldMode };
  const afterBlob: BlobMetadata = { blobId: id, path, mode };
  if (status === 'A') return { afterBlob, changeType: 'A' };
  if (status === 'D') return { beforeBlob, changeType: 'D' };
  return { beforeBlob, afterBlob, changeType: 'M' };
}
