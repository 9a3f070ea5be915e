/** Whether a path is the place, or below it; `*` in the place stands for any one folder. */
export function isIn(path: string, place: string): boolean {
  return placeIn(path, place) !== undefined;
}

/** The beginning of a path that a place stands for; undefined where it stands for none. */
export function placeIn(path: string, place: string): string | undefined {
  const folders = place.replace(/\/$/, '').split('/');
  const parts = path.split('/');
  const fits = folders.every((folder, at) => folder === '*' || folder === parts[at]);
  const isFolder = parts.length > folders.length;
  if (!fits || parts.length < folders.length || (place.endsWith('/') && !isFolder))
    return undefined;
  return parts.slice(0, folders.length).join('/');
}

export function isPackage(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
