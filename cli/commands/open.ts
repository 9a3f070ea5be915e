import { consoleAddress } from '../../lib/config/environment';
import { defineCommand } from '../command';

export const openCommand = defineCommand({
  name: 'open',
  group: 'Look',
  summary: 'Show an environment’s pipeline in the AWS console',
  description: 'Prints the address; on a desktop it opens it as well.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [{ spelling: '--print', meaning: 'Only print the address' }],
  examples: [{ line: 'gitenv open prd', meaning: 'in the browser' }],
  run: async (session, { args: [name], options }) => {
    const { environment } = await session.project();
    const address = consoleAddress(environment(name));
    if (!options.print && !session.output.json) session.openInBrowser(address);
    session.output.result({ environment: name, address }, () => address);
    return undefined;
  },
});
