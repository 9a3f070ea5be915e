import { messageOf } from '../../../values/thrown';
import {
  type Buildspec,
  type OnFailure,
  type PhaseName,
  type PhaseSpec,
  phaseNames,
} from './buildspec';
import type { Field } from './field';
import { nearest } from './nearest';
import { refuseUser } from './user';

const keys = ['run-as', 'on-failure', 'runtime-versions', 'commands', 'finally'];

export function readPhases(field: Field | undefined): Buildspec['phases'] {
  const phases: Partial<Record<PhaseName, PhaseSpec>> = {};
  for (const [name, phase] of field?.entries() ?? []) {
    const known = phaseNames.find((candidate) => candidate === name);
    if (!known) throw phase.fail(unknownPhase(name));
    phases[known] = readPhase(phase, known);
  }
  return phases;
}

function unknownPhase(name: string): string {
  const guess = nearest(name, phaseNames);
  const elsewhere = ['artifacts', 'cache', 'reports', 'env'].includes(name)
    ? ` "${name}" belongs at the top level: check its indentation.`
    : '';
  const meant = guess ? ` Did you mean ${guess}?` : '';
  return `"${name}" is not a phase; phases are ${phaseNames.join(', ')}.${meant}${elsewhere}`;
}

function readPhase(field: Field, name: PhaseName): PhaseSpec {
  if (!field.isNull && !field.isMap)
    throw field.fail(
      `${field.path} must hold keys such as "commands:"; its list stands under that key.`,
    );
  const known = field.known(keys, {
    command: 'did you mean commands? Without it nothing runs.',
    ...Object.fromEntries(
      phaseNames.map((phase) => [
        phase,
        'a phase cannot stand inside a phase: check its indentation.',
      ]),
    ),
    artifacts: 'it belongs at the top level: check its indentation.',
  });
  refuseUser(known.get('run-as'));
  const runtimes = known.get('runtime-versions');
  if (runtimes && name !== 'install')
    runtimes.warn('runtime-versions counts only under phases.install.');
  return {
    commands: readCommands(known.get('commands')),
    finally: readCommands(known.get('finally')),
    onFailure: readOnFailure(known.get('on-failure')),
    runtimeVersions: name === 'install' ? Object.fromEntries(texts(runtimes?.entries() ?? [])) : {},
  };
}

function texts(entries: readonly (readonly [string, Field])[]): [string, string][] {
  return entries.map(([key, value]) => [key, value.text()]);
}

function readCommands(field: Field | undefined): readonly string[] {
  return (field?.items() ?? []).flatMap((item) => {
    if (item.isNull) {
      item.warn(`${item.path} is empty and is skipped.`);
      return [];
    }
    if (item.isMap) throw item.fail(brokenCommand(item));
    if (item.isList) throw item.fail(`${item.path} is a list inside the list; a command is text.`);
    const command = item.text();
    if (/ - \S/.test(command) && item.isFolded)
      item.warn(
        `${item.path} goes on over several lines and holds " - ": check the indentation of the list.`,
      );
    return [command];
  });
}

/** `- echo a: b` is a map to YAML. */
function brokenCommand(item: Field): string {
  const [key] = item.entries()[0] ?? [''];
  return `${item.path} is read as a key "${key}" with a value, because of the ": " in it. Put the whole command in quotes, or write it under "- |".`;
}

function readOnFailure(field: Field | undefined): OnFailure {
  if (!field || field.isNull) return { action: 'DEFAULT' };
  const text = field.text().trim();
  const word = text.toUpperCase();
  if (word === 'ABORT' || word === 'CONTINUE') return { action: word };
  const retry = /^RETRY(?:-(\d+))?(?:-(.+))?$/is.exec(text);
  if (!retry)
    throw field.fail(
      `on-failure must be ABORT, CONTINUE, RETRY, RETRY-<count>, RETRY-<regex> or RETRY-<count>-<regex>, not "${text}".`,
    );
  const [, count = '3', pattern] = retry;
  if (Number(count) > 100) throw field.fail('on-failure: RETRY goes up to 100.');
  return { action: 'RETRY', count: Number(count), pattern: compile(pattern, field) };
}

function compile(pattern: string | undefined, field: Field): RegExp | undefined {
  try {
    return pattern === undefined ? undefined : new RegExp(pattern);
  } catch (error) {
    throw field.fail(`on-failure holds a regular expression that is not one: ${messageOf(error)}`);
  }
}
