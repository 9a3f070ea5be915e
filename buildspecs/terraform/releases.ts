import os from 'node:os';

/** Where the maker of a tool publishes one version of it for this machine. */
export interface ToolRelease {
  /** The zip, or the program itself. */
  readonly file: string;
  readonly sums: string;
  readonly folder: string;
}

interface Publisher {
  readonly base: string;
  folder(version: string): string;
  file(version: string, platform: string): string;
  sums(version: string): string;
}

const publishers: Readonly<Record<string, Publisher>> = {
  terraform: {
    base: 'https://releases.hashicorp.com/terraform',
    folder: (version) => version,
    file: (version, platform) => `terraform_${version}_${platform}.zip`,
    sums: (version) => `terraform_${version}_SHA256SUMS`,
  },
  tofu: {
    base: 'https://github.com/opentofu/opentofu/releases/download',
    folder: (version) => `v${version}`,
    file: (version, platform) => `tofu_${version}_${platform}.zip`,
    sums: (version) => `tofu_${version}_SHA256SUMS`,
  },
  terragrunt: {
    base: 'https://github.com/gruntwork-io/terragrunt/releases/download',
    folder: (version) => `v${version}`,
    file: (_, platform) => `terragrunt_${platform}`,
    sums: () => 'SHA256SUMS',
  },
};

/** @param base in place of the maker's address, with the same paths below it */
export function toolReleaseOf(
  name: string,
  version: string,
  base: string | undefined,
): ToolRelease {
  const publisher = publishers[name];
  if (!publisher) throw new Error(`It is not known where ${name} is published.`);
  return {
    folder: `${(base ?? publisher.base).replace(/\/$/, '')}/${publisher.folder(version)}`,
    file: publisher.file(version, platform()),
    sums: publisher.sums(version),
  };
}

function platform(): string {
  const machine = os.arch() === 'x64' ? 'amd64' : os.arch();
  return `${os.platform()}_${machine}`;
}
