import { execFileSync } from 'node:child_process';

/** The version of the Terraform on PATH, where there is one that can lock a state in S3. */
export const installedTerraform: string | undefined = (() => {
  try {
    const said = execFileSync('terraform', ['version', '-json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { terraform_version: version } = JSON.parse(said) as { terraform_version: string };
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return major > 1 || minor >= 10 ? version : undefined;
  } catch {
    return undefined;
  }
})();
