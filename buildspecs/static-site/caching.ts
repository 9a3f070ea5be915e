const forever = 'public,max-age=31536000,immutable';
/** May be kept, but not shown again without asking whether it has changed. */
const asked = 'no-cache';

/** Folders in which well-known tools put nothing but files that are named after their content. */
const knownFolders = ['_astro/', '_next/static/', '_app/immutable/'];

/** Whether a name promises that what is behind it never changes: by its folder, or by a hash in it. */
export function isImmutable(key: string, folders: readonly string[]): boolean {
  if (isPage(key)) return false;
  return (
    [...knownFolders, ...folders].some((folder) => key.startsWith(folder)) || isNamedByHash(key)
  );
}

/** Eight or more hex digits before the ending. Digits alone may be a date, and letters alone a word. */
function isNamedByHash(key: string): boolean {
  const [, hash = ''] = /[.\-_]([0-9a-f]{8,64})(?:\.[^./]+)+$/.exec(key) ?? [];
  return /\d/.test(hash) && /[a-f]/.test(hash);
}

export function isPage(key: string): boolean {
  return /\.html?$/i.test(key);
}

export function cacheControlOf(key: string, folders: readonly string[]): string {
  return isImmutable(key, folders) ? forever : asked;
}

/** Whether something is served so that browsers never ask for it again. */
export function isKeptForever(cacheControl: string): boolean {
  return cacheControl === forever;
}

/** What a page refers to comes before the page, and the front page last: a visitor never finds a link to nothing. */
export function inPhases<T extends { readonly key: string; readonly cacheControl: string }>(
  files: readonly T[],
): T[][] {
  const phase = ({ key, cacheControl }: T) =>
    key === 'index.html' ? 3 : isPage(key) ? 2 : isKeptForever(cacheControl) ? 0 : 1;
  return [0, 1, 2, 3].map((wanted) => files.filter((file) => phase(file) === wanted));
}
