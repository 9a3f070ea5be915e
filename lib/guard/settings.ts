import { fieldsOf, parsedObject, textOrNone } from '../fields';
import type { ProvingEnvironment } from './proof';

/** What the stack of an environment says that its gate goes by. */
export interface GateSettings {
  /** Undefined for the first environment of the path. */
  readonly upstream: Omit<ProvingEnvironment, 'application'> | undefined;
  /** Whether every release waits for a person. */
  readonly approval: boolean;
  readonly separateApprover: boolean;
  /** Whether environments deploy the same bundle. */
  readonly takesProvenBundle: boolean;
}

const minute = 60_000;

/** As one parameter of the stack. */
export function formatGateSettings(settings: GateSettings): string {
  const { upstream, approval, separateApprover, takesProvenBundle } = settings;
  return JSON.stringify({
    ...(upstream && {
      after: upstream.name,
      signers: upstream.signers,
      fresh: upstream.freshMs / minute,
      soak: upstream.soakMs / minute,
    }),
    approval,
    separateApprover,
    takesProvenBundle,
  });
}

/** @returns undefined where the stack says nothing that can be read, so that nothing passes */
export function parseGateSettings(text: string): GateSettings | undefined {
  const found = parsedObject(text);
  if (!found) return undefined;
  const { approval, separateApprover, takesProvenBundle } = found;
  const upstream = found.after === undefined ? undefined : upstreamOf(found);
  if (found.after !== undefined && !upstream) return undefined;
  return {
    upstream,
    approval: approval === true,
    separateApprover: separateApprover === true,
    takesProvenBundle: takesProvenBundle !== false,
  };
}

function upstreamOf(found: Readonly<Record<string, unknown>>): GateSettings['upstream'] {
  const { after, signers, fresh, soak } = fieldsOf(found);
  const name = textOrNone(after);
  const keys = Array.isArray(signers) ? signers.flatMap((it) => textOrNone(it) ?? []) : [];
  if (!name || typeof fresh !== 'number' || typeof soak !== 'number') return undefined;
  return { name, signers: keys, freshMs: fresh * minute, soakMs: soak * minute };
}
