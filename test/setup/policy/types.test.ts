import fs from 'node:fs';
import path from 'node:path';
import { handlers } from '../../../lib/local/rights/handlers';
import { typeRights } from '../../../lib/setup/policy/type-rights';
import { actionNamed, patternsOf } from './reference';
import { typesTable } from './registry';

const file = path.join(__dirname, '../../../lib/setup/policy/types.json');
/**
 * `GITENV_UPDATE_TYPES=<folder> npx jest test/setup/policy/types` writes the table anew, from a folder with AWS's unpacked
 * schemas of all types.
 */
const folder = process.env.GITENV_UPDATE_TYPES;
if (folder !== undefined) fs.writeFileSync(file, typesTable(folder));

const types = Object.keys(JSON.parse(fs.readFileSync(file, 'utf8')));
const rightsOf = (type: string) => typeRights(type)?.rights ?? [];
const actionsOf = (type: string) => rightsOf(type).flatMap(({ actions }) => actions);

/** AWS publishes no handlers for these. */
const withoutHandlers = ['AWS::CodeBuild::Project', 'AWS::CodeCommit::Repository'];

describe('the rights of types', () => {
  test.each(Object.keys(handlers).filter((type) => !withoutHandlers.includes(type)))(
    'of %s are all that CloudFormation is seen to ask for',
    (type) => {
      const {
        create,
        update = [],
        delete: remove,
        read = [],
        properties = {},
      } = handlers[type] ?? {
        create: [],
        delete: [],
      };
      const asked = [...create, ...update, ...remove, ...read, ...Object.values(properties).flat()];
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter((action) => !actionsOf(type).includes(action))).toEqual([]);
    },
  );

  test('are actions of the service authorization reference, on what it says', () => {
    expect(types.length).toBeGreaterThan(1000);
    const actions = new Set(types.flatMap(actionsOf));
    expect([...actions].filter((action) => actionNamed(action) !== action)).toEqual([]);
    expect(patternsOf('sqs:CreateQueue', undefined)).toEqual(['arn:aws:sqs:*:*:{name}']);
    expect(rightsOf('AWS::SQS::Queue')).toEqual([
      { patterns: ['arn:aws:sqs:*:*:{name}'], actions: expect.arrayContaining(['sqs:TagQueue']) },
    ]);
  });

  test.each(withoutHandlers)('of %s are not known', (type) => {
    expect(typeRights(type)).toBeUndefined();
  });
});
