import type { Context } from '../../../base/context';
import { checkDocument } from './documents';
import { invalid, noSuchEntity } from './errors';
import { type Holder, isAwsManaged, policyAt } from './records';

/** How IAM's messages call a holder. */
export type Kind = 'role' | 'user' | 'group';

/** A policy that an operation puts on a holder or takes off. */
interface Named {
  readonly PolicyName?: string | undefined;
  readonly PolicyDocument?: string | undefined;
}

/** The holder with an inline policy, which replaces one of the same name. */
export function withInline<T extends Holder>(
  holder: T,
  { PolicyName: name = '', PolicyDocument }: Named,
): T {
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) throw invalid(`'${name}' is not a policy name.`);
  return { ...holder, inline: { ...holder.inline, [name]: checkDocument(PolicyDocument) } };
}

/** @throws NoSuchEntity where the holder has no inline policy of that name */
export function withoutInline<T extends Holder>(holder: T, kind: Kind, name = ''): T {
  inlineOf(holder, kind, name);
  const { [name]: _, ...inline } = holder.inline;
  return { ...holder, inline };
}

/** @throws NoSuchEntity where the holder has no inline policy of that name */
export function inlineOf({ inline }: Holder, kind: Kind, name = ''): string {
  const document = Object.hasOwn(inline, name) ? inline[name] : undefined;
  if (document === undefined)
    throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);
  return document;
}

/** @throws NoSuchEntity where there is no such policy */
export function withAttached<T extends Holder>(holder: T, arn = '', context: Context): T {
  if (!isAwsManaged(arn)) policyAt(arn, context);
  if (holder.attached.includes(arn)) return holder;
  return { ...holder, attached: [...holder.attached, arn] };
}

/** @throws NoSuchEntity where the policy is not attached */
export function withoutAttached<T extends Holder>(holder: T, arn = ''): T {
  if (!holder.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
  return { ...holder, attached: holder.attached.filter((one) => one !== arn) };
}
