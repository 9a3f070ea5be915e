import { endOfBuild, externalsOf } from '../actions/build-outcome';
import { startCommands } from '../actions/start-commands';
import { resolve } from '../model/variables';
import type { RuleKind } from './kind';

/** Succeeds when its commands do. */
export const commandsRule: RuleKind = {
  required: [],
  optional: [],
  commands: true,
  async perform({ context, pipeline, roleArn, execution, rule, run }) {
    const build = await startCommands(context, {
      pipeline,
      executionId: execution.id,
      name: rule.name,
      roleArn,
      commands: (rule.commands ?? []).map((command) => resolve(command, execution)),
      inputs: run.inputs,
    });
    const { status, summary, error } = await endOfBuild(context, build.id);
    const { externalId, externalUrl } = externalsOf(context, build);
    return {
      status,
      externalId,
      externalUrl,
      ...(summary === undefined ? {} : { summary }),
      ...(error === undefined ? {} : { error }),
    };
  },
};
