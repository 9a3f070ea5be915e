import { lockRole, namesOf } from '../../../lib/contract';
import { guardRole } from '../../../lib/guard-names';
import type { Ask, Decision } from '../../../lib/local/base/rights';
import type { Asker } from '../../../lib/local/policy/evaluate';
import { application } from '../../deploy/stage';
import { testRegion } from '../../local/machine';
import { type Again, listener } from './evaluation';
import type { Pair } from './pairs';

/** Hears every decision of the machine, knows which rights it depended on, and may take one away. */
class Witness {
  /** Rights without which something would be refused that a story asks for, each with all such stories. */
  readonly needed = new Map<Pair, Set<string>>();
  /** The story that is played. */
  story = '';
  /** The right that nobody has, as if the template did not give it. */
  taken: Pair | undefined;

  hear({ action }: Ask, asker: Asker, again: Again): Decision {
    const role = roleOf(asker);
    if (role === undefined) return again(asker);
    const pair: Pair = `${role} ${action}`;
    const less = without(asker, action);
    if (this.taken === pair) return again(less);
    const decision = again(asker);
    const known = this.needed.get(pair) ?? new Set();
    if (decision.isAllowed && !known.has(this.story) && !again(less).isAllowed)
      this.needed.set(pair, known.add(this.story));
    return decision;
  }
}

const named: Readonly<Record<string, string>> = {
  [lockRole(application, testRegion)]: 'LockRole',
  [namesOf(application).pusherRole]: 'PusherRole',
  [guardRole(application, testRegion)]: 'GuardRole',
};

/** The role of the template that somebody acts in, by its logical id. */
function roleOf({ caller }: Asker): string | undefined {
  const [, name = ''] = /:assumed-role\/([^/]+)\//.exec(caller.arn) ?? [];
  const { stack, guardStack } = namesOf(application);
  const [, id] = new RegExp(`^(?:${stack}|${guardStack})-(\\w+Role)-`).exec(name) ?? [];
  return named[name] ?? id;
}

interface Statement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
}

/** The same principal, whom no statement allows an action by its name. */
function without({ caller, grants }: Asker, action: string): Asker {
  const identity = grants.identity.map((text) => {
    const { Statement, ...document } = JSON.parse(text) as { readonly Statement: Statement[] };
    return JSON.stringify({
      ...document,
      Statement: [Statement].flat().flatMap((one) => less(one, action)),
    });
  });
  return { caller, grants: { ...grants, identity } };
}

function less(statement: Statement, action: string): Statement[] {
  const { Effect, Action } = statement;
  if (Effect !== 'Allow' || Action === undefined) return [statement];
  const left = [Action].flat().filter((one) => one.toLowerCase() !== action.toLowerCase());
  return left.length > 0 ? [{ ...statement, Action: left }] : [];
}

export const witness = new Witness();
listener.hear = (ask, asker, again) => witness.hear(ask, asker, again);
