import type { EnvironmentSpec } from './buildspec';
import type { Field, Known } from './field';

const keys = [
  'shell',
  'variables',
  'parameter-store',
  'secrets-manager',
  'exported-variables',
  'git-credential-helper',
];

export function readEnvironment(field: Field | undefined): EnvironmentSpec {
  const known = field?.known(keys, {
    'secret-manager': 'did you mean secrets-manager?',
    'runtime-versions': 'it stands under "phases.install".',
  });
  return {
    shell: readShell(known?.get('shell')),
    variables: readMap(known, 'variables'),
    parameterStore: readMap(known, 'parameter-store'),
    secretsManager: readMap(known, 'secrets-manager'),
    exportedVariables: known?.get('exported-variables')?.texts() ?? [],
    gitCredentialHelper: known?.get('git-credential-helper')?.flag() ?? false,
  };
}

function readShell(field: Field | undefined): EnvironmentSpec['shell'] {
  if (!field) return 'bash';
  const shell = field.text();
  if (shell === 'bash' || shell === '/bin/bash') return 'bash';
  if (shell === 'sh' || shell === '/bin/sh') return 'sh';
  if (/powershell|cmd\.exe/i.test(shell))
    throw field.fail(
      `env.shell ${shell} needs Windows, which this emulator does not have; it runs bash and /bin/sh.`,
    );
  throw field.fail(`env.shell must be bash or /bin/sh, not "${shell}".`);
}

/** Values are literal text; a null becomes an empty value. */
function readMap(known: Known | undefined, name: string): Readonly<Record<string, string>> {
  const entries = known?.get(name)?.entries() ?? [];
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key))
        throw value.fail(`"${key}" cannot be the name of an environment variable.`);
      return [key, value.isNull ? '' : value.text()];
    }),
  );
}
