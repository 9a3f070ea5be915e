import type { Caller } from '../../service';

interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | { readonly AWS?: string | readonly string[] };
}

/**
 * Whether a role's trust policy names a caller of another account. Conditions are not evaluated; without this
 * check, though, every account on this machine could act in every other.
 * @param document percent-encoded, as IAM hands it out
 */
export function isTrusted(document: string, caller: Caller): boolean {
  const { Statement } = JSON.parse(decodeURIComponent(document)) as {
    Statement: Statement | readonly Statement[];
  };
  const statements = [Statement].flat() as readonly Statement[];
  return statements.some(
    ({ Effect, Principal }) => Effect === 'Allow' && principalsOf(Principal).some(matches(caller)),
  );
}

function principalsOf(principal: Statement['Principal']): readonly string[] {
  const named = typeof principal === 'string' ? principal : (principal?.AWS ?? []);
  return [named].flat() as readonly string[];
}

function matches({ account, arn }: Caller): (principal: string) => boolean {
  const accepted = new Set(['*', account, `arn:aws:iam::${account}:root`, arn, roleArnOf(arn)]);
  return (principal) => accepted.has(principal);
}

/** A session is trusted where its role is. (A role under a path is named by its session without the path.) */
function roleArnOf(arn: string): string {
  return arn.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:aws:iam::$1:role/$2');
}
