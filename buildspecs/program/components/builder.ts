import path from 'node:path';
import { programsOf, usualPrograms } from '../../../lib/config/programs';
import { componentVariable } from '../../../lib/contract';
import type { Builder } from '../job/builder';
import type { Component } from '../job/component';
import { isFile } from '../job/programs';
import { runCommand } from '../job/run-command';
import { componentsOf } from './declared';

/** Builds each component: by its kit, or with its own `./build` where it has one. */
export function buildComponents(find: (component: Component) => Builder | undefined): Builder {
  return async (site) => {
    for (const component of componentsOf(site)) {
      const { name, path: own, kit } = component;
      const builder = find(component);
      if (builder) {
        const directory = path.posix.join(own, String(kit.directory ?? '.'));
        await builder(site, { ...kit, directory });
        continue;
      }
      const cwd = path.join(site.root, own);
      const program = programsOf(component).build;
      if (program === usualPrograms.build && !isFile(path.join(cwd, program))) continue;
      await runCommand([program], { cwd, env: { ...site.env, [componentVariable]: name } });
    }
  };
}
