import { openAccount } from '../../../aws/account/account';
import { publicKeyOf } from '../../../aws/kms/signer';
import type { StackState } from '../../../aws/stack/stack';
import { GitenvError } from '../../../errors';
import { fingerprintOf } from '../../../guard/envelope';
import { formatGateSettings, type GateSettings, parseGateSettings } from '../../../guard/settings';
import { guardNamesOf, guardParameters } from '../../../guard-names';
import { parseSpan } from '../../../release/lock/window';
import type { Described } from './parameters';

/** What is said of the key by which an environment proves. */
export type GateEvent =
  | {
      readonly kind: 'proofKey';
      readonly environment: string;
      readonly upstream: string;
      /** SHA-256 of the public key, 64 hex digits. */
      readonly fingerprint: string;
    }
  /** Nothing can be proven to it yet, so that its gate only tells. */
  | { readonly kind: 'noProofKey'; readonly environment: string; readonly upstream: string }
  | {
      readonly kind: 'proofKeyUnknown';
      readonly environment: string;
      readonly upstream: string;
      readonly why: string;
    };

const defaults = { fresh: '15m', soak: '0m' };

/** What a gate goes by. */
interface GateRules {
  /** As the stack has it. */
  readonly text: string;
  /** Whether it cannot refuse anything yet, since nobody can prove anything to it. */
  readonly onlyTells: boolean;
}

/**
 * What the gate of a guarded environment goes by. Whose proofs count is decided here and nowhere else.
 * @param before the guard's stack as it stands
 * @returns undefined where nobody says that there is a gate
 */
export async function gateRulesOf(
  described: Described,
  before: StackState | undefined,
  say: (event: GateEvent) => void,
): Promise<GateRules | undefined> {
  const { environment, settings, config, path } = described;
  if (!settings.guarded) return undefined;
  const upstream = path[path.indexOf(environment) - 1];
  const known = parseGateSettings(before?.parameters[guardParameters.rules] ?? '')?.upstream;
  const signers =
    upstream === undefined
      ? []
      : await signersOf(described, upstream, known?.name === upstream ? known.signers : [], say);
  const rules: GateSettings = {
    upstream:
      upstream === undefined
        ? undefined
        : {
            name: upstream,
            signers,
            freshMs: parseSpan(settings.fresh ?? defaults.fresh) ?? 0,
            soakMs: parseSpan(settings.soak ?? defaults.soak) ?? 0,
          },
    approval: settings.approval === true,
    separateApprover: settings.separateApprover === true,
    takesProvenBundle: config.bundles !== 'rebuild',
  };
  const onlyTells = upstream !== undefined && signers.length === 0;
  return { text: formatGateSettings(rules), onlyTells };
}

/** A key that is new counts beside the one before it until the next time. */
async function signersOf(
  { environment, config }: Described,
  upstream: string,
  known: readonly string[],
  say: (event: GateEvent) => void,
): Promise<readonly string[]> {
  const settings = config.environments[upstream];
  if (!settings) {
    // It is installed by the same command, and has no key before that has ended.
    say({ kind: 'noProofKey', environment, upstream });
    return known;
  }
  try {
    const { profile, region, account } = settings;
    const opened = await openAccount({ environment: upstream, profile, region, account });
    const key = await publicKeyOf(opened, guardNamesOf(config.application).alias);
    if (!key) {
      say({ kind: 'noProofKey', environment, upstream });
      return known;
    }
    const fingerprint = fingerprintOf(key);
    say({ kind: 'proofKey', environment, upstream, fingerprint });
    return known.includes(fingerprint) ? [fingerprint] : [fingerprint, ...known.slice(0, 1)];
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    say({ kind: 'proofKeyUnknown', environment, upstream, why: error.clause });
    return known;
  }
}
