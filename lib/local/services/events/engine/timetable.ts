import type { Context } from '../../../base/context';
import { Timer } from '../../../base/timer';
import { type Rule, ruleArn, rulesOf } from '../model/records';
import { deliver, wrap } from './delivery';
import { readSchedule } from './schedule';

/** One timer for all rules of an account and region. */
const timers = new WeakMap<object, Timer>();

/** When a rule that was just made, changed or switched on is due for the first time. */
export function firstDue(rule: Rule, context: Context): Rule {
  if (rule.scheduleExpression !== undefined && rule.state === 'ENABLED')
    return nextDue(rule, context.now().toISOString(), context);
  const { due: _, ...rest } = rule;
  return rest;
}

/** Sends what is due to the targets of its rule, once however late it is, and sets the timer for what comes next. */
export function keepTime(context: Context): void {
  const now = context.now();
  for (const rule of rulesOf(context).list())
    if (rule.due !== undefined && rule.due <= now.toISOString()) fire(rule, rule.due, context);
  const dues = rulesOf(context)
    .list()
    .flatMap(({ due }) => due ?? [])
    .sort();
  timerOf(context).set(context, dues[0], () => keepTime(context));
}

/** What came due while the server was not running is left out, as if the machine had been off. */
export function recoverTime(context: Context): void {
  const now = context.now().toISOString();
  for (const rule of rulesOf(context).list())
    if (rule.due !== undefined && rule.due <= now)
      rulesOf(context).put(rule.name, nextDue(rule, rule.due, context));
  keepTime(context);
}

function fire(rule: Rule, due: string, context: Context): void {
  const resources = [ruleArn(rule.name, context)];
  const what = { source: 'aws.events', detailType: 'Scheduled Event', detail: {} };
  deliver(rule, wrap({ ...what, resources, time: due }, context), context);
  rulesOf(context).put(rule.name, nextDue(rule, due, context));
}

/** The time after now, counted from one that is past. */
function nextDue(rule: Rule, from: string, context: Context): Rule {
  const { due: _, ...rest } = rule;
  const next = readSchedule(rule.scheduleExpression ?? '')(new Date(from), context.now());
  return next ? { ...rest, due: next.toISOString() } : rest;
}

function timerOf(context: Context): Timer {
  const rules = rulesOf(context);
  const timer = timers.get(rules) ?? new Timer();
  timers.set(rules, timer);
  return timer;
}
