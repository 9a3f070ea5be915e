import type { Progress } from '../../lib/release/following/progress';
import type { Session } from '../session';
import type { Output } from '../terminal/output';
import { printable, printableLine } from './text';

/** How the library's progress is shown to who runs a command. */
export function progressOf({ output, whenInterrupted }: Session): Progress {
  return progressOn(output, whenInterrupted);
}

/**
 * Changes of state as they are, a build's own output indented and dimmed; on a terminal a release that is followed is
 * redrawn in place, and the view that does so is loaded only then.
 */
export function progressOn(output: Output, whenInterrupted: Progress['whenInterrupted']): Progress {
  let live: { log(line: string): void } | undefined;
  return {
    // A log that is kept ends on a terminal one day, and what gitenv says has nothing to steer it by.
    say: (line) => output.progress(printable(line)),
    log: (line) => {
      if (live) live.log(line);
      else output.progress(output.progressColors.dim(`  ${printableLine(line)}`));
    },
    whenInterrupted,
    verbose: output.verbose,
    isQuiet: output.isQuiet,
    openView: async (environment) => {
      const sink = output.liveSink;
      if (!sink) return undefined;
      const { Live } = await import('./live-view');
      const now = () => new Date();
      const view = new Live({ sink, colors: output.progressColors, environment, now }).start();
      live = view;
      output.show(view);
      return {
        change: (change) => view.change(change),
        close: () => {
          live = undefined;
          output.settle();
        },
      };
    },
  };
}
