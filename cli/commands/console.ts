import { defineCommand } from '../command';
import { reportOf } from './report';

export const consoleCommand = defineCommand({
  name: 'console',
  group: 'Look',
  summary: 'Show the page of gitenv report in a browser, as things happen',
  description:
    'Serves the page on this machine until Ctrl-C, to the browser that opens it first. It looks every two seconds while a release is on its way ' +
    'and every five otherwise, and changes nothing: what changes something is shown as a command to copy.',
  options: [
    {
      spelling: '--since <time>',
      meaning: 'From then on: 12h, 90d, or a date in UTC',
      fallback: '90d',
    },
    { spelling: '--port <number>', meaning: 'Port on 127.0.0.1 (default: any that is free)' },
    { spelling: '--print', meaning: 'Only print the address, and open no browser' },
  ],
  examples: [
    { line: 'gitenv console', meaning: 'opens the page' },
    { line: 'gitenv console --port 8080 --print', meaning: 'behind a tunnel of SSH' },
  ],
  run: async (session, { options: { since, port, print } }) => {
    const { portOption } = await import('../number');
    const { serveConsole } = await import('../console/serve');
    const { liveSource } = await import('../console/live-source');
    const { statusOf } = await import('../../lib/inspect/status');
    const { cacheFolder } = await import('../../lib/inspect/kept-file');
    const { lookPatience } = await import('../../lib/target/look-patience');
    const { clauseOf } = await import('../../lib/errors');
    const { output, packageRoot, signal, env } = session;
    const { environments, root } = await session.project();
    const place = { cwd: root };
    const patience = { patienceMs: await lookPatience(env, place), keptIn: cacheFolder(env) };
    output.progress('reading what was released …');
    const source = liveSource({
      whole: () => reportOf(session, since),
      standing: () => statusOf(environments, place, patience),
      onTrouble: (error) => output.notice(`The console could not look: ${clauseOf(error)}`),
    });
    await source.data();
    const folder = `${packageRoot}/dist/page`;
    const { address, close } = await serveConsole(source, folder, portOption('--port', port) ?? 0);
    output.result({ address }, () => address);
    if (!print && !output.json) session.openInBrowser(address);
    session.whenInterrupted('The console has ended.');
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await close();
    return undefined;
  },
});
