import type { Account } from '../../aws/account/account';
import { call } from '../../aws/call/call';
import { GetTemplate } from '../../aws/stack/operations';
import { planStack, type StackPlan, type StackState } from '../../aws/stack/stack';
import { parameters } from '../../contract';
import { GitenvError } from '../../errors';
import { fittingArns } from '../../own-arns';
import { type NamesAround, namesAround } from './names';
import {
  deniedBy,
  denies,
  type Neighbour,
  ownedBy,
  shorterNeighbours,
  stacksNamedAs,
} from './neighbours';

export type ApartEvent =
  /** Its roles can no longer reach what is of these applications. */
  | {
      readonly kind: 'apart';
      readonly environment: string;
      readonly others: readonly string[];
      /** Stacks that are there, and theirs by their names. */
      readonly stacks: readonly string[];
    }
  /** The roles of an application that is there already can no longer reach what is of this one. */
  | {
      readonly kind: 'apartFromThis';
      readonly environment: string;
      readonly application: string;
      /** The application that is being installed. */
      readonly alone: string;
      readonly stacks: readonly string[];
    }
  /** They still can, since its stack is of an older version. */
  | {
      readonly kind: 'withinReach';
      readonly environment: string;
      readonly application: string;
    }
  /** Whoever asks may not list the account's stacks. */
  | { readonly kind: 'neighboursUnknown'; readonly environment: string };

interface Place {
  readonly environment: string;
  readonly account: Account;
  readonly application: string;
}

/** What keeps an application and those apart whose names begin alike. */
export interface Apart {
  /** Of its own stack. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The changes of the stacks of applications whose names this one's begins with. */
  readonly plans: readonly StackPlan[];
}

/**
 * Works out what an application's roles have to be denied, and what those of others, and tells it.
 * @param before the stack as it stands
 * @throws GitenvError OTHER_PROJECT where a new application would be within reach of one that is there
 */
export async function planApart(
  place: Place,
  before: StackState | undefined,
  say: (event: ApartEvent) => void,
): Promise<Apart> {
  const { account, application, environment } = place;
  const [names, shorter] = await Promise.all([
    namesAround(account, application),
    shorterNeighbours(account, application),
  ]);
  if (!names) say({ kind: 'neighboursUnknown', environment });
  const wanted = await ownedBy(account, [application]);
  const reaching = shorter.filter(({ stack }) => !denies(deniedBy(stack), wanted));
  const fixed = reaching.filter((one) => !canDeny(one));
  const [first] = fixed;
  if (first && before === undefined) throw withinReach(application, first);
  for (const { application: name } of fixed)
    say({ kind: 'withinReach', environment, application: name });
  const plans: StackPlan[] = [];
  for (const one of reaching.filter(canDeny)) {
    const stacks = stacksNamedAs(application, names?.stacks ?? []);
    say({
      kind: 'apartFromThis',
      environment,
      application: one.application,
      alone: application,
      stacks,
    });
    const plan = await planDenial(account, one, wanted);
    if (plan) plans.push(plan);
  }
  return { parameters: await ownParameter(place, names, before, say), plans };
}

/** An older stack has no such parameter, and neither has one that a team's own CDK app makes. */
function canDeny({ stack }: Neighbour): boolean {
  return parameters.apartFrom in stack.parameters && stack.status.endsWith('_COMPLETE');
}

async function planDenial(
  account: Account,
  { stack }: Neighbour,
  wanted: readonly string[],
): Promise<StackPlan | undefined> {
  const input = { StackName: stack.id, TemplateStage: 'Original' as const };
  const { TemplateBody: template = '{}' } = await call(account, GetTemplate, input);
  const value = fittingArns([...deniedBy(stack), ...wanted]).join(',');
  const values = { [parameters.apartFrom]: value };
  return planStack(account, { name: stack.name, template, parameters: values }, stack);
}

async function ownParameter(
  { environment, account }: Place,
  names: NamesAround | undefined,
  before: StackState | undefined,
  say: (event: ApartEvent) => void,
): Promise<Record<string, string>> {
  // Nobody could tell, so that what was found out before stays.
  if (!names) return {};
  const { longer, stacks } = names;
  const denied = new Set(deniedBy(before));
  const arns = await ownedBy(account, longer);
  if (arns.some((arn) => !denied.has(arn))) {
    const theirs = longer.flatMap((name) => stacksNamedAs(name, stacks));
    say({ kind: 'apart', environment, others: longer, stacks: [...new Set(theirs)] });
  }
  return { [parameters.apartFrom]: arns.join(',') };
}

function withinReach(application: string, { application: other, stack }: Neighbour): GitenvError {
  const environment = stack.parameters[parameters.environment];
  const older = environment !== undefined && !(parameters.apartFrom in stack.parameters);
  const why = older
    ? 'its stack is of an older version of gitenv'
    : `its stack ${stack.name} cannot be told to leave them alone (${stack.status})`;
  const way = older
    ? `Run this in the repository of ${other} first.`
    : `Put ${stack.name} right first; if a CDK app of yours makes it, write apartFrom: ['${application}'] there.`;
  return new GitenvError(
    'OTHER_PROJECT',
    `The roles of the application ${other} in this account may change all stacks called ${other}-…, so those of ${application} too, and ${why}`,
    {
      changed: 'nothing',
      advice: `${way} Or choose a name that does not begin with ${other}-, with --application.`,
      ...(older && { hint: `gitenv init ${environment}` }),
    },
  );
}
