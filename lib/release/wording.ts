import type { Release } from './release';

/** A commit as people read it. */
export function shortCommit(commit: string | undefined): string {
  return commit?.slice(0, 8) ?? 'unknown';
}

/** `3f2a91c0 "Subject"` */
export function titleOf({ commit, subject }: Pick<Release, 'commit' | 'subject'>): string {
  return `${shortCommit(commit)}${subject && ` "${subject}"`}`;
}

/** `850 ms`, `12 s`, `3 min 5 s`, `2 h 4 min`, `3 d 4 h`. */
export function durationBetween(from: Date, to: Date): string {
  const ms = Math.max(0, to.getTime() - from.getTime());
  if (ms < 1000) return `${ms} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The same of a length in ms. */
export function durationOf(ms: number): string {
  return durationBetween(new Date(0), new Date(ms));
}

/** Such as `1.4 MB`. */
export function inBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}

/** `1 bundle`, `2 bundles`. @param many the word for several, which ends with an s */
export function countOf(count: number, many: string): string {
  return `${count} ${count === 1 ? many.replace(/s$/, '') : many}`;
}
