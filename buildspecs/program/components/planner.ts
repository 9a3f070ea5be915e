import {
  type EmptyStack,
  type Plan,
  type PlannedChange,
  summaryOf,
} from '../../../lib/bundle/plan';
import { programsOf, usualPrograms } from '../../../lib/config/programs';
import type { Component } from '../job/component';
import type { Job } from '../job/job';
import type { Placed, Planned, Planner } from '../job/planner';
import { chosenComponents } from './chosen';
import { componentsOf } from './declared';
import { deployComponent } from './deploy';
import { applyInOrder } from './in-order';

/** @returns undefined where the component's kit makes no plans */
type Find = (component: Component) => ComponentPlanner | undefined;

/** A kit that can be one component's. */
export type ComponentPlanner = Planner & Required<Pick<Planner, 'inComponent'>>;

/** The plans of a repository's components, as one; a component without plans counts as one change. */
export function componentsPlanner(find: Find): Planner {
  return {
    async plan(job, _settings, bundle) {
      const chosen = chosenComponents(job);
      const components = componentsOf(job).filter(({ name }) => chosen.has(name));
      return together({ job, bundle, find }, components, (planner, placed) =>
        planner.plan(placed.job, placed.settings, placed.folder),
      );
    },

    apply(job, _settings, plan, bundle) {
      return applyInOrder(job, componentsOf(job), chosenComponents(job), async (component) => {
        const planner = find(component);
        if (!planner) return deployComponent(job, component, bundle, [usualPrograms.deploy]);
        const placed = planner.inComponent(job, component, bundle);
        await planner.apply(placed.job, placed.settings, partOf(plan, component), placed.folder);
      });
    },

    async settle(job, _settings, bundle) {
      const chosen = chosenComponents(job);
      for (const component of componentsOf(job).filter(({ name }) => chosen.has(name))) {
        const planner = find(component);
        if (!planner?.settle) continue;
        const placed = planner.inComponent(job, component, bundle);
        await planner.settle(placed.job, placed.settings, placed.folder);
      }
    },

    drift(job, _settings, bundle) {
      const planning = componentsOf(job).filter(find);
      return together({ job, bundle, find }, planning, (planner, placed) =>
        planner.drift(placed.job, placed.settings, placed.folder),
      );
    },
  };
}

interface Release {
  readonly job: Job;
  readonly bundle: string;
  readonly find: Find;
}

async function together(
  { job, bundle, find }: Release,
  components: readonly Component[],
  ask: (planner: Planner, placed: Placed) => Promise<Planned>,
): Promise<Planned> {
  const changes: PlannedChange[] = [];
  const texts: string[] = [];
  const notes: string[] = [];
  const emptyStacks: EmptyStack[] = [];
  const refersTo: string[] = [];
  const saved: Record<string, string> = {};
  for (const component of components) {
    const { name } = component;
    const planner = find(component);
    if (!planner) {
      changes.push({
        action: 'change',
        type: 'component',
        name,
        detail: `runs ${programsOf(component).deploy}`,
      });
      continue;
    }
    const planned = await ask(planner, planner.inComponent(job, component, bundle));
    changes.push(...planned.changes.map((it) => ({ ...it, name: `${name}: ${it.name}` })));
    if (planned.text !== '') texts.push(`# ${name}\n${planned.text}`);
    if (planned.note !== undefined) notes.push(`${name}: ${planned.note}`);
    emptyStacks.push(...(planned.emptyStacks ?? []));
    refersTo.push(...(planned.refersTo ?? []));
    saved[name] = JSON.stringify(planned.saved);
  }
  return {
    changes,
    text: texts.join('\n\n'),
    ...(notes.length > 0 && { note: notes.join('\n') }),
    ...(emptyStacks.length > 0 && { emptyStacks }),
    refersTo,
    saved,
  };
}

/** A component's own part of the plan of all. */
function partOf(plan: Plan, { name, kit }: Component): Plan {
  const changes = plan.changes
    .filter((change) => change.name.startsWith(`${name}: `))
    .map((change) => ({ ...change, name: change.name.slice(name.length + 2) }));
  const saved = JSON.parse(plan.saved[name] ?? '{}') as Plan['saved'];
  return { ...plan, kit: kit.name, changes, summary: summaryOf(changes), saved };
}
