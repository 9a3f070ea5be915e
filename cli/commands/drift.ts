import type { Plan } from '../../lib/bundle/plan';
import type { Environment } from '../../lib/config/environment';
import { ExitCode } from '../../lib/errors';
import { defineCommand } from '../command';
import { agreed } from '../offer';
import { overrideIn, overrideOptions } from '../override';
import { progressOf } from '../render/progress';

export const driftCommand = defineCommand({
  name: 'drift',
  group: 'Look',
  summary: 'Compare an environment with the commit that runs in it',
  description:
    'Runs driftspec.yml of the commit that runs there, with the rights of the environment’s builds, which may change nothing. ' +
    'Exits with 0 where everything is as git says, and with 6 where anything is not. "driftSchedule" in gitenv.json has the ' +
    'environment do it by itself; gitenv status then shows the latest outcome. With --repair, what runs is released once more ' +
    'so that what was changed by hand is put back; it is shown first. Locks, freezes and approvals hold for that as for any release.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    { spelling: '--repair', meaning: 'Put back what differs, by a release of what runs' },
    ...overrideOptions(['skip-config']),
  ],
  examples: [
    { line: 'gitenv drift prd', meaning: 'what somebody changed by hand' },
    { line: 'gitenv drift prd --repair', meaning: 'shows it, asks, and puts it back' },
    { line: 'gitenv drift prd --json', meaning: 'for a script' },
  ],
  run: async (session, { args: [name], options }) => {
    const { findDrift } = await import('../../lib/inspect/drift');
    const { renderDrift } = await import('../render/plan');
    const { output } = session;
    const { environment, root } = await session.project();
    const override = overrideIn(options, true);
    const compare = (it: Environment) => findDrift(it, { cwd: root }, progressOf(session));
    const found = await compare(environment(name));
    const answer = (now: Plan, more: object = {}) => {
      const drifted = now.changes.length > 0;
      output.result({ drifted, ...now, ...more }, () => renderDrift(now, output.colors));
      return drifted ? ExitCode.releaseFailed : undefined;
    };
    if (!options.repair || found.changes.length === 0) return answer(found);
    output.notice(renderDrift(found, output.progressColors));
    const asked = `Release ${found.commit.slice(0, 8)} in ${name} once more, and put this back?`;
    if (!(await agreed(session, asked))) {
      output.notice(`Nothing was put back. To put it back: ${session.typed} --yes`);
      return answer(found);
    }
    const { repair } = await import('../../lib/deploy/repair');
    const { routeTo } = await import('../../lib/config/path');
    const route = routeTo(environment(name), environment);
    const wish = { place: { cwd: root }, follow: true, wait: false, override };
    const { release } = await repair(found, route, wish, progressOf(session));
    return answer(await compare(environment(name)), { repairedBy: release?.id });
  },
});
