import { createHash } from 'node:crypto';
import { serviceCaller } from '../../../base/caller';
import type { AwsEvent, Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { inputOf } from '../model/input';
import {
  type Delivery,
  deliveriesOf,
  type Envelope,
  keep,
  type Rule,
  ruleArn,
  rulesOf,
  undeliveredOf,
} from '../model/records';
import { targetKindOf } from '../model/targets';
import { compilePattern, type Match } from '../pattern/compile';

/** Hands an event to the targets of every rule that matches. */
export function hear(event: AwsEvent, context: Context): void {
  const envelope = wrap(event, context);
  for (const rule of rulesOf(context).list()) {
    if (rule.state !== 'ENABLED' || !matches(rule, envelope)) continue;
    deliver(rule, envelope, context);
  }
}

/** Sends an event to the targets of one rule. What is on its way survives a crash. */
export function deliver(rule: Rule, event: Envelope, context: Context): void {
  for (const delivery of deliveriesFor(rule, event, context)) {
    deliveriesOf(context).put(delivery.id, delivery);
    startDelivery(delivery, context);
  }
}

export function wrap(event: AwsEvent, context: Context): Envelope {
  return {
    version: '0',
    id: event.id ?? context.newId(),
    'detail-type': event.detailType,
    source: event.source,
    account: context.account,
    time: (event.time ?? context.now().toISOString()).replace(/\.\d+Z$/, 'Z'),
    region: context.region,
    resources: event.resources,
    detail: event.detail,
  };
}

const compiled = new WeakMap<Rule, Match>();

function matches(rule: Rule, event: Envelope): boolean {
  if (rule.eventPattern === undefined) return false;
  const match = compiled.get(rule) ?? compilePattern(rule.eventPattern);
  compiled.set(rule, match);
  return match(event);
}

function deliveriesFor(rule: Rule, event: Envelope, context: Context): Delivery[] {
  const arn = ruleArn(rule.name, context);
  return rule.targets.map((target) => ({
    id: deliveryId(event.id, rule.name, target.Id ?? ''),
    eventId: event.id,
    ruleArn: arn,
    target,
    input: inputOf(target, event, { name: rule.name, arn }),
    createdAt: context.now().toISOString(),
    attempts: 0,
  }));
}

/** The same event, rule and target have the same id, so that a target can tell a repeated delivery. */
function deliveryId(eventId: string, rule: string, targetId: string): string {
  const hash = createHash('sha256').update(`${rule}\n${targetId}`).digest('hex');
  return `${eventId}-${hash.slice(0, 16)}`;
}

export function startDelivery(delivery: Delivery, context: Context): void {
  context.work(attempt(delivery, context.as(serviceCaller(context.account))));
}

async function attempt(delivery: Delivery, context: Context): Promise<void> {
  await context.ready();
  try {
    await targetKindOf(delivery.target.Arn ?? '').deliver(delivery, asRoleOf(delivery, context));
    deliveriesOf(context).delete(delivery.id);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const tried = { ...delivery, attempts: delivery.attempts + 1 };
    if (isWorthRetrying(error) && hasRetryLeft(tried, context)) retryLater(tried, context);
    else giveUp(tried, error, context);
  }
}

/**
 * A target with a role is called with the role's rights; others, such as log groups, have policies of their own that name EventBridge.
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html)
 * @throws ServiceError where EventBridge may not assume the role
 */
function asRoleOf({ id, target, ruleArn }: Delivery, context: Context): Context {
  const { RoleArn: roleArn } = target;
  if (roleArn === undefined) return context;
  const keys = { 'aws:sourceaccount': context.account, 'aws:sourcearn': ruleArn };
  const session = id.slice(0, 64);
  const caller = context.assume({ roleArn, service: 'events.amazonaws.com', session, keys });
  if (caller) return context.as(caller);
  throw new ServiceError('AccessDeniedException', `EventBridge may not assume the role ${roleArn}`);
}

/** EventBridge repeats what a busy target refused, and gives up at once on one that is gone or refuses the input. */
function isWorthRetrying({ code, status }: ServiceError): boolean {
  return (
    (status >= 500 && status !== 501) ||
    /Throttl|TooManyRequests|LimitExceeded|^ConflictException$/.test(code)
  );
}

/** EventBridge's own defaults: 185 attempts within 24 hours. */
function hasRetryLeft({ target, attempts, createdAt }: Delivery, context: Context): boolean {
  const { MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86_400 } =
    target.RetryPolicy ?? {};
  const age = (context.now().getTime() - Date.parse(createdAt)) / 1000;
  return attempts <= MaximumRetryAttempts && age < MaximumEventAgeInSeconds;
}

/** Waits 1, 2, 4 … 60 seconds. A timer is not work in progress: it keeps neither a test nor the process waiting. */
function retryLater(delivery: Delivery, context: Context): void {
  deliveriesOf(context).put(delivery.id, delivery);
  const seconds = Math.min(60, 2 ** (delivery.attempts - 1));
  context.later(seconds * 1000, () => startDelivery(delivery, context));
}

/** A dead-letter queue is only recorded on this machine; the record tells a person what was lost and why. */
function giveUp(delivery: Delivery, error: ServiceError, context: Context): void {
  const reason = `${error.code}: ${error.message}`;
  keep(undeliveredOf(context), { ...delivery, endedAt: context.now().toISOString(), reason });
  deliveriesOf(context).delete(delivery.id);
}
