import { randomBytes } from 'node:crypto';
import { GitenvError } from '../errors';
import {
  committer,
  deleteTag,
  makeTag,
  pushTag,
  type RemoteTag,
  readTag,
  remoteTags,
} from '../git/annotated-tag';
import { fetchCommits } from '../git/push';
import { type GitPlace, type GitTask, git } from '../git/run';
import { messageOf, parseReason, type Reason, tagOf, tagPrefix } from '../release/guards/reason';
import { orShallow } from './full-history';
import { signedPlace } from './git-place';
import type { OpenEnvironment } from './open-environment';

const nobody = 'unknown <unknown@invalid>';

/** A reason as somebody gives it. */
export type GivenReason = Omit<Reason, 'author' | 'at'>;

/** A reason that was kept for a release that is about to be set going. */
export interface KeptReason {
  /** Takes it away again, because nothing was set going. Does nothing where the repository cannot be reached any more. */
  forget(): Promise<void>;
}

/**
 * Keeps a reason beside the commit, as an annotated tag in the environment's own repository, before the branch moves:
 * so no release that needed a reason is ever without it. It is the last step before the move, and whoever is refused
 * there forgets it, so that none is left that belongs to nothing.
 */
export async function keepReason(
  given: GivenReason,
  open: OpenEnvironment,
  place: GitPlace,
): Promise<KeptReason> {
  const [cloneUrl, signed] = [await open.cloneUrl(), await signedPlace(open, place)];
  const author = (await git(committer, place)) ?? nobody;
  const reason = { ...given, author, at: new Date() };
  const name = tagOf(reason, randomBytes(3).toString('hex'));
  const tagger = `${author} ${Math.floor(reason.at.getTime() / 1000)} +0000`;
  const message = messageOf(reason);
  const object = await git(makeTag({ commit: reason.commit, name, tagger, message }), place);
  await pushKept(pushTag(cloneUrl, object, name), open, signed);
  return {
    forget: async () => {
      try {
        await git(deleteTag(cloneUrl, object, name), signed);
      } catch (error) {
        // Why the move was refused is what matters, and it is being said.
        if (!(error instanceof GitenvError)) throw error;
      }
    },
  };
}

/** @throws GitenvError SHALLOW_REPOSITORY where that is why the repository does not take the tag */
async function pushKept(
  tag: GitTask<void>,
  { environment }: OpenEnvironment,
  place: GitPlace,
): Promise<void> {
  try {
    await git(tag, place);
  } catch (error) {
    const isRefusal = error instanceof GitenvError && error.code === 'GIT_FAILED';
    throw isRefusal ? await orShallow(error, environment.name, place) : error;
  }
}

/** Takes a reason away again that was kept for what AWS has refused. Whether that goes is not known where the answer was lost. */
export async function forgetIfRefused(kept: KeptReason | undefined, error: unknown): Promise<void> {
  if (error instanceof GitenvError && error.code !== 'UNREACHABLE') await kept?.forget();
}

/** Where an environment's repository keeps reasons; what they say is read by `readReasons`. */
export async function listReasons(open: OpenEnvironment, place: GitPlace): Promise<RemoteTag[]> {
  const tags = remoteTags(await open.cloneUrl(), tagPrefix(open.environment.name));
  return git(tags, await signedPlace(open, place));
}

/** What the reasons say. Those that this clone lacks are fetched. */
export async function readReasons(
  tags: readonly RemoteTag[],
  open: OpenEnvironment,
  place: GitPlace,
): Promise<Reason[]> {
  const read = () => Promise.all(tags.map(({ object }) => git(readTag(object), place)));
  const local = await read();
  const missing = tags.filter((_, index) => local[index] === undefined);
  if (missing.length > 0) {
    const refs = missing.map(({ ref }) => ref);
    await git(fetchCommits(await open.cloneUrl(), refs), await signedPlace(open, place));
  }
  const texts = missing.length > 0 ? await read() : local;
  return texts.flatMap((text) => (text === undefined ? [] : (parseReason(text) ?? [])));
}
