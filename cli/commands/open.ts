import { defineCommand } from '../command';

export const openCommand = defineCommand({
  name: 'open',
  group: 'Look',
  summary: 'Show an environment’s pipeline in the AWS console, or its application',
  description:
    'Prints the address; on a desktop it opens it as well. --app is the address of the application: "url" in gitenv.json, at its top or in an ' +
    'environment, is "https://{environment}.example.com" or { "output": "Url" }, an output of the application’s stack (another one’s with "stack"). ' +
    'It is also said at the end of each release.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    { spelling: '--app', meaning: 'The application, where "url" in gitenv.json says it is' },
    { spelling: '--print', meaning: 'Only print the address' },
  ],
  examples: [
    { line: 'gitenv open prd', meaning: 'the pipeline in the AWS console' },
    {
      line: 'gitenv open prd --app --print',
      meaning: 'the address of the application, for a script',
    },
  ],
  run: async (session, { args: [name], options }) => {
    const { addressToOpen } = await import('../../lib/inspect/application/address');
    const { environment } = await session.project();
    const address = await addressToOpen(environment(name), options.app);
    if (!options.print && !session.output.json) session.openInBrowser(address);
    session.output.result({ environment: name, address }, () => address);
    return undefined;
  },
});
