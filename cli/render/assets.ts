import type { AssetsResult } from '../../lib/setup/init/assets';
import type { Colors } from '../terminal/output';

/** What stands now and what to type next: the environments' own stacks have to be told. */
export function renderAssets(result: AssetsResult, colors: Colors): string {
  const { application, bucket, account, region, writer, readers, outcome, files } = result;
  const others = readers.filter((name) => name !== writer);
  const pulling =
    others.length > 0
      ? `${writer} builds and stores bundles, ${listed(others)} pull${others.length === 1 ? 's' : ''} them.`
      : `${writer} builds and stores bundles.`;
  const commit = `git add ${files.join(' ')} && git commit -m 'Pull bundles'`;
  return [
    `${colors.green('✓')} ${bucket} ${outcome}: bundles of ${application} in account ${account}, ${region}`,
    '',
    pulling,
    `next: gitenv init ${readers.join(' ')}${files.length > 0 ? ` && ${commit}` : ''}`,
  ].join('\n');
}

function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
