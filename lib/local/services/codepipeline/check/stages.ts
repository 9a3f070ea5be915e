import { notImplemented } from '../../../base/service-error';
import { kindOf } from '../actions/registry';
import { checkName, checkPresent } from '../model/checks';
import { type Action, kindName, type Pipeline, type Stage } from '../model/declaration';
import { invalidStage, invalidStructure } from '../model/errors';
import { checkAction, type Offer } from './action';
import { checkCondition } from './conditions';

/** Checks stage after stage, so that an action can use only what stands before it. */
export function checkStages(pipeline: Pipeline, region: string): Stage[] {
  const stages = checkPresent('pipeline.stages', pipeline.stages);
  if (stages.length < 2 || stages.length > 50)
    throw invalidStructure(
      `Pipeline has ${stages.length} stage(s). There should be a minimum of 2 and a maximum of 50 stages in a pipeline`,
    );
  refuseTwins(
    'stage',
    stages.map(({ name }) => checkName('pipeline.stages.member.name', name)),
  );
  const reserved =
    pipeline.pipelineType === 'V2' ? ['codepipeline', 'variables'] : ['codepipeline'];
  const offer: Offer = { artifacts: new Set(), namespaces: new Set(reserved) };
  return stages.map((stage, index) => checkStage(pipeline, stage, index, offer, region));
}

function checkStage(
  pipeline: Pipeline,
  stage: Stage,
  index: number,
  offer: Offer,
  region: string,
): Stage {
  const actions = checkPresent(`pipeline.stages.${stage.name}.actions`, stage.actions).map(
    withDefaults,
  );
  if (actions.length < 1 || actions.length > 50)
    throw invalidStage(`Stage ${stage.name} must have between 1 and 50 actions`);
  refuseTwins(
    `action in stage ${stage.name}`,
    actions.map(({ name }) => name),
  );
  if ((stage.blockers ?? []).length > 0) throw notImplemented('codepipeline', 'blockers');
  checkCondition(pipeline, stage, 'beforeEntry', offer);
  for (const action of actions) checkPlace(stage, action, index);
  const orders = [...new Set(actions.map(({ runOrder }) => runOrder ?? 1))].sort((a, b) => a - b);
  for (const order of orders) {
    const group = actions.filter(({ runOrder }) => runOrder === order);
    for (const action of group) checkAction(stage.name, action, offer, region);
    for (const action of group) addTo(offer, action);
  }
  for (const when of ['onSuccess', 'onFailure'] as const)
    checkCondition(pipeline, stage, when, offer);
  return { ...stage, actions };
}

function withDefaults(action: Action): Action {
  return {
    ...action,
    name: checkName('pipeline.stages.member.actions.member.name', action.name),
    actionTypeId: checkPresent(
      'pipeline.stages.member.actions.member.actionTypeId',
      action.actionTypeId,
    ),
    runOrder: action.runOrder ?? 1,
    configuration: action.configuration ?? {},
    outputArtifacts: action.outputArtifacts ?? [],
    inputArtifacts: action.inputArtifacts ?? [],
  };
}

function checkPlace(stage: Stage, { name, actionTypeId }: Action, index: number): void {
  if (!kindOf(actionTypeId))
    throw notImplemented(
      'codepipeline',
      `action ${kindName(actionTypeId)} (${stage.name}/${name})`,
    );
  if (index === 0 && actionTypeId.category !== 'Source')
    throw invalidStructure('The first stage of a pipeline must contain only source actions');
  if (index > 0 && actionTypeId.category === 'Source')
    throw invalidStructure(
      `Stage ${stage.name} contains the source action ${name}; only the first stage may contain source actions`,
    );
}

function addTo(offer: Offer, { name, namespace, outputArtifacts = [] }: Action): void {
  for (const artifact of outputArtifacts) {
    if (offer.artifacts.has(artifact.name))
      throw invalidStructure(
        `Output artifact ${artifact.name} of the action ${name} is not unique in the pipeline`,
      );
    offer.artifacts.add(artifact.name);
  }
  if (namespace === undefined) return;
  if (offer.namespaces.has(namespace))
    throw invalidStructure(
      `Namespace ${namespace} of the action ${name} is reserved or used by another action`,
    );
  offer.namespaces.add(namespace);
}

function refuseTwins(what: string, names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined)
    throw invalidStructure(`The name ${twin} is used by more than one ${what}`);
}
