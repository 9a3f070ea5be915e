/** One line of what `plan -json` and `apply -json` say ("Machine-Readable UI", version 1). */
export interface UiMessage {
  readonly '@message': string;
  readonly type?: string;
  readonly diagnostic?: Diagnostic;
  readonly hook?: { readonly resource?: { readonly addr?: string } };
}

interface Diagnostic {
  readonly summary: string;
  readonly detail?: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
}

/** A line that is no message, such as a provider's own, is shown as it is. */
export function parseMessage(line: string): UiMessage {
  try {
    const message = JSON.parse(line) as UiMessage;
    if (typeof message['@message'] === 'string') return message;
  } catch {}
  return { '@message': line };
}

/** The plan that is shown afterwards says these better, or they hold values. */
const unsaid = new Set([
  'version',
  'outputs',
  'planned_change',
  'resource_drift',
  'refresh_start',
  'refresh_complete',
]);

/** What the build's log shows of a message; empty where nothing. */
export function linesOf(message: UiMessage): string[] {
  if (unsaid.has(message.type ?? '')) return [];
  const { diagnostic } = message;
  if (!diagnostic) return [message['@message']];
  const { range, detail = '' } = diagnostic;
  return [
    message['@message'],
    ...(range ? [`  ${range.filename}:${range.start.line}`] : []),
    ...detail.split('\n').filter((line) => line.trim() !== ''),
  ];
}
