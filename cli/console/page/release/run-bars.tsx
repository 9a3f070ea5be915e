import { durationOf } from '../../../../lib/release/wording';
import type { RunView, ShownRelease } from '../common/view';

/** The stages of a release to scale, one bar a run: a try that failed keeps its own. What waits for a person is hatched. */
export function RunBars({ release, now }: { release: ShownRelease; now: number }) {
  const { runs, startedAt, endedAt } = release;
  if (runs.length === 0) return <p class="faint">AWS no longer keeps its stages.</p>;
  const end = Math.max(
    endedAt ?? now,
    startedAt + 1,
    ...runs.map((run) => run.startedAt + run.duration),
  );
  const place = (moment: number) => (100 * (moment - startedAt)) / (end - startedAt);
  return (
    <table class="bars">
      <caption class="hidden">Stages, how each ended and how long it took</caption>
      <tbody>
        {runs.map((run) => (
          <tr key={`${run.action} ${run.startedAt}`}>
            <th scope="row">{nameOf(run)}</th>
            <td class="track">
              <span
                class={`bar ${kindOf(run)}`}
                style={{
                  left: `${place(run.startedAt)}%`,
                  width: `${Math.max(0.6, place(run.startedAt + lengthIn(run, now)) - place(run.startedAt))}%`,
                }}
              />
            </td>
            <td class="number">{durationOf(lengthIn(run, now))}</td>
            <td class={run.status === 'Failed' ? 'bad-text' : 'faint'}>{wordOf(run)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function nameOf({ stage, action }: RunView): string {
  return stage === action ? stage : `${stage}: ${action}`;
}

function lengthIn({ status, duration, startedAt }: RunView, now: number): number {
  return status === 'InProgress' ? Math.max(duration, now - startedAt) : duration;
}

function kindOf({ stage, status }: RunView): string {
  if (status === 'Failed' || status === 'Abandoned') return 'bad';
  if (stage === 'Approve') return 'waiting';
  return status === 'InProgress' ? 'going' : 'good';
}

function wordOf({ status }: RunView): string {
  const words: Readonly<Record<string, string>> = {
    Succeeded: '',
    Failed: 'failed',
    Abandoned: 'abandoned',
    InProgress: 'is running',
  };
  return words[status] ?? status;
}
