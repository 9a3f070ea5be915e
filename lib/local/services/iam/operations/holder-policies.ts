import type { Context } from '../../../base/context';
import type { Records } from '../../../base/store';
import { encodeDocument } from '../model/documents';
import {
  inlineOf,
  type Kind,
  withAttached,
  withInline,
  withoutAttached,
  withoutInline,
} from '../model/holders';
import { attachedPolicies, inlineNames, type Listing } from '../model/listed';
import type { Holder } from '../model/records';

/** Those that policies are put on: users, groups or roles. */
interface Holders<T extends Holder, Name extends string> {
  readonly kind: Kind;
  /** The member of requests that names one. */
  readonly member: Name;
  /** @throws NoSuchEntity where there is none of that name */
  readonly named: (name: string | undefined, context: Context) => T;
  /** The same for one that is about to be changed. */
  readonly changeable: (name: string | undefined, context: Context) => T;
  readonly records: (context: Context) => Records<T>;
}

type Naming<Name extends string> = { readonly [member in Name]: string | undefined };

interface OfPolicy {
  readonly PolicyName: string | undefined;
}

interface OfArn {
  readonly PolicyArn: string | undefined;
}

/** The operations on the policies of whom IAM calls a role, a user or a group, which differ in their names alone. */
export function policyOperations<T extends Holder, Name extends string>({
  kind,
  member,
  named,
  changeable,
  records,
}: Holders<T, Name>) {
  const change = (input: Naming<Name>, context: Context, to: (holder: T) => T): void => {
    const holder = changeable(input[member], context);
    const changed = to(holder);
    if (changed !== holder) records(context).put(holder.name, changed);
  };
  return {
    put: (
      input: Naming<Name> & OfPolicy & { readonly PolicyDocument: string | undefined },
      context: Context,
    ) => change(input, context, (holder) => withInline(holder, input)),
    get: (input: Naming<Name> & OfPolicy, context: Context) => {
      const { PolicyName } = input;
      const holder = named(input[member], context);
      const PolicyDocument = encodeDocument(inlineOf(holder, kind, PolicyName));
      return { [member]: holder.name, PolicyName, PolicyDocument };
    },
    delete: (input: Naming<Name> & OfPolicy, context: Context) =>
      change(input, context, (holder) => withoutInline(holder, kind, input.PolicyName)),
    list: (input: Naming<Name> & Listing, context: Context) =>
      inlineNames(named(input[member], context), input),
    attach: (input: Naming<Name> & OfArn, context: Context) =>
      change(input, context, (holder) => withAttached(holder, input.PolicyArn, context)),
    detach: (input: Naming<Name> & OfArn, context: Context) =>
      change(input, context, (holder) => withoutAttached(holder, input.PolicyArn)),
    listAttached: (input: Naming<Name> & Listing, context: Context) =>
      attachedPolicies(named(input[member], context), input),
  };
}
