import type { PlannedChange } from '../../lib/bundle/plan';
import { isKeptForever } from './caching';
import type { SiteDifference, Upload } from './compare';

const type = 'file';
const shownAtMost = 40;

/** What a plan counts. That files of bygone releases go, which nothing refers to any more, is no change of the site. */
export function changesOf({ uploads, removed }: SiteDifference): PlannedChange[] {
  return [
    ...uploads.map(
      ({ file, before }): PlannedChange => ({
        action: before ? 'change' : 'add',
        type,
        name: shown(file.key),
        detail: before && before.sha256 === file.sha256 ? 'headers' : `${file.bytes} bytes`,
      }),
    ),
    ...removed.map(
      (key): PlannedChange => ({ action: 'destroy', type, name: shown(key), detail: '' }),
    ),
  ];
}

const marks = { add: '+', change: '~', replace: '~', destroy: '-' } as const;

/** For people: a line each, up to a number that can be read. */
export function describe(
  bucket: string,
  difference: SiteDifference,
  changes: readonly PlannedChange[],
): string {
  const { expired, kept, uploads } = difference;
  const lines = changes.map(({ action, name, detail }) =>
    `  ${marks[action]} ${name} ${detail && `(${detail})`}`.trimEnd(),
  );
  const more = lines.length - shownAtMost;
  return [
    `s3://${bucket}:`,
    ...lines.slice(0, shownAtMost),
    ...(more > 0 ? [`  … and ${more} more`] : []),
    ...(lines.length === 0 ? ['  every file is as it should be'] : []),
    ...uploads.filter(breaksPromise).map(({ file }) => promiseBroken(file.key)),
    ...counted(kept, 'of the release before stays for pages that are open'),
    ...counted(expired, 'of releases before that goes'),
  ].join('\n');
}

/** What is served as immutable and changes all the same stays as it was with whoever has been there before. */
function breaksPromise({ file, before }: Upload): boolean {
  return before !== undefined && before.sha256 !== file.sha256 && isKeptForever(file.cacheControl);
}

function promiseBroken(key: string): string {
  return `  ! ${shown(key)} changes under a name that promises it never does: browsers that have it keep the old one`;
}

function counted(keys: readonly string[], what: string): string[] {
  return keys.length === 0 ? [] : [`  ${keys.length} named after their content, ${what}`];
}

/** A name in one line, whatever is in it. */
export function shown(key: string): string {
  return /\p{C}/u.test(key) ? JSON.stringify(key) : key;
}
