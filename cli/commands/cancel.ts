import { defineCommand } from '../command';
import { printable } from '../render/text';

export const cancelCommand = defineCommand({
  name: 'cancel',
  group: 'Release',
  summary: 'Stop the release that is on its way, and its builds',
  description:
    'Stops the newest release that is not over. Its running build is stopped as well, which stopping the pipeline alone ' +
    'would not do. What it has changed by then stays changed.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    { spelling: '--reason <text>', meaning: 'Why; shown by gitenv history, with who stopped it' },
    { spelling: '-y, --yes', meaning: 'Do not ask' },
  ],
  examples: [{ line: 'gitenv cancel prd --reason "wrong commit"', meaning: 'asks first' }],
  run: async (session, { args: [name], options }) => {
    const { cancelRelease, newestInFlight } = await import('../../lib/follow/in-flight');
    const { titleOf } = await import('../../lib/release/wording');
    const { openVerified } = await import('../../lib/target/open-environment');
    const { environment } = await session.project();
    const open = await openVerified(environment(name));
    const release = await newestInFlight(open);
    await session.confirm(`Stop ${titleOf(release)} in ${name}?`, {
      assumeYes: options.yes,
    });
    const { builds } = await cancelRelease(open, release, options.reason ?? '');
    session.output.result(
      { environment: name, release: release.id, commit: release.commit, builds },
      () => {
        const also = builds.length === 0 ? '' : `, and ${builds.join(', ')} with it`;
        return `${name}: ${printable(titleOf(release))} is stopped${also}.`;
      },
    );
    return undefined;
  },
});
