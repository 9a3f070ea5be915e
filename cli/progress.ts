import type { Progress } from '../lib/remote/progress';
import type { Session } from './session';

/** How the library's progress is shown: changes of state as they are, a build's own output indented and dimmed. */
export function progressOf({ output, whenInterrupted }: Session): Progress {
  return {
    say: (line) => output.progress(line),
    log: (line) => output.progress(output.progressColors.dim(`  ${line}`)),
    whenInterrupted,
  };
}
