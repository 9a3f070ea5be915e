import type { Context } from '../../../base/context';
import { pointHead } from '../git/directory';
import { noObject } from '../git/refs';
import {
  arnOf,
  gitDirectoryOf,
  type Journal,
  journalsOf,
  type Move,
  type Repository,
  repositoriesOf,
  repositoryWithId,
} from '../model/records';

/** The git that is about to move refs, and waits to be told which. */
interface WaitingGit {
  readonly pid?: number | undefined;
  kill(): unknown;
}

/**
 * Notes which refs are about to move, durably, before they do.
 * @throws where nothing can be written, as on a full disk; git, which would wait for ever, is ended then
 */
export function openJournal(
  repository: Repository,
  moves: readonly Omit<Move, 'eventId'>[],
  git: WaitingGit,
  context: Context,
): Journal {
  const journal: Journal = {
    id: context.newId(),
    repositoryId: repository.id,
    callerArn: context.caller.arn,
    pid: git.pid ?? 0,
    moves: moves.map((move) => ({ ...move, eventId: context.newId() })),
  };
  try {
    journalsOf(context).put(journal.id, journal);
  } catch (error) {
    git.kill();
    throw error;
  }
  return journal;
}

/** Publishes one event for each branch and tag that moved and closes the journal. */
export function settle(journal: Journal, moved: readonly Move[], context: Context): void {
  const repository = repositoryWithId(journal.repositoryId, context);
  if (repository) {
    adoptDefaultBranch(repository, moved, context);
    const told = moved.filter(({ ref }) => /^refs\/(heads|tags)\//.test(ref));
    for (const move of told) publishMove(repository, move, journal.callerArn, context);
  }
  journalsOf(context).delete(journal.id);
}

/** The first branch that arrives becomes the default one. */
function adoptDefaultBranch(
  repository: Repository,
  moved: readonly Move[],
  context: Context,
): void {
  if (repository.defaultBranch !== undefined) return;
  const created = moved.find(
    (move) => move.new !== undefined && move.ref.startsWith('refs/heads/'),
  );
  if (!created) return;
  const defaultBranch = created.ref.slice('refs/heads/'.length);
  pointHead(gitDirectoryOf(repository, context), defaultBranch);
  repositoriesOf(context).put(repository.name, { ...repository, defaultBranch });
}

function publishMove(
  repository: Repository,
  { eventId, ref, old, new: commitId }: Move,
  callerUserArn: string,
  context: Context,
): void {
  const [, kind, ...name] = ref.split('/');
  const verb = old === undefined ? 'Created' : commitId === undefined ? 'Deleted' : 'Updated';
  context.publish({
    id: eventId,
    source: 'aws.codecommit',
    detailType: 'CodeCommit Repository State Change',
    resources: [arnOf(repository.name, context)],
    detail: {
      event: `reference${verb}`,
      repositoryName: repository.name,
      repositoryId: repository.id,
      referenceType: kind === 'tags' ? 'tag' : 'branch',
      referenceName: name.join('/'),
      referenceFullName: ref,
      ...(commitId === undefined ? {} : { commitId }),
      ...(old === undefined ? {} : { oldCommitId: old }),
      callerUserArn,
    },
  });
}

export const objectOrNone = (id: string) => (id === noObject ? undefined : id);
