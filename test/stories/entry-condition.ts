import {
  CodePipelineClient,
  GetPipelineCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import { application, type Stage } from '../deploy/stage';

/** Has releases fail before Deploy unless a value is another, as a team would with a rule of its own. */
export async function requireBeforeDeploy(
  { machine }: Pick<Stage, 'machine'>,
  name: string,
  [value, wanted]: readonly [string, string],
): Promise<void> {
  const client = new CodePipelineClient(machine.client());
  const { pipeline } = await client.send(new GetPipelineCommand({ name: application }));
  if (!pipeline) throw new Error('there is no pipeline');
  const rule = {
    name,
    ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
    configuration: { Variable: value, Value: wanted, Operator: 'EQ' },
  } as const;
  const beforeEntry = { conditions: [{ result: 'FAIL' as const, rules: [rule] }] };
  const stages = pipeline.stages?.map((one) =>
    one.name === 'Deploy' ? { ...one, beforeEntry } : one,
  );
  await client.send(new UpdatePipelineCommand({ pipeline: { ...pipeline, stages } }));
}
