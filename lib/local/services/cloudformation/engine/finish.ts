import { publishExports } from '../model/exports';
import type { StackOutput, StackRecord } from '../model/records';
import { isOn } from '../template/dependencies';
import { evaluate } from '../template/evaluate';
import { textOf } from '../template/scope';
import type { Deployment } from './deployment';

/**
 * Evaluates the outputs and publishes the exports among them.
 * @throws ServiceError when an output cannot be evaluated or an export is another stack's
 */
export function publishOutputs({
  scope,
  ledger,
  context,
  imports,
}: Deployment): Pick<StackRecord, 'outputs' | 'imports'> {
  const outputs: StackOutput[] = [];
  for (const [name, definition] of Object.entries(scope.template.outputs)) {
    if (!isOn(definition.Condition, scope)) continue;
    const exportName = definition.Export && evaluate(definition.Export.Name, scope);
    outputs.push({
      name,
      value: textOf(evaluate(definition.Value, scope), `Output ${name}`),
      ...(definition.Description !== undefined && { description: definition.Description }),
      ...(exportName !== undefined && { exportName: textOf(exportName, 'Export') }),
    });
  }
  publishExports(context, ledger.stack, outputs);
  return { outputs, imports: [...imports] };
}
