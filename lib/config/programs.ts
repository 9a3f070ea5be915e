/** What `"scripts"` of `gitenv.json` says: where programs lie whose usual names are taken, such as by a folder `build`. */
export interface Scripts {
  readonly build?: string | undefined;
  readonly deploy?: string | undefined;
  /** Of the whole application alone: a component has none. */
  readonly release?: string | undefined;
}

/** The application's own programs that kits run, as a shell names them in the folder that they are run in: `./build`. */
export interface Programs {
  readonly build: string;
  readonly deploy: string;
  /** What is run before a deploy, where the deployspec says so, such as migrations of a database. */
  readonly release: string;
}

export const usualPrograms: Programs = {
  build: './build',
  deploy: './deploy',
  release: './release',
};

export const programNames = [
  'build',
  'deploy',
  'release',
] as const satisfies readonly (keyof Programs)[];

/** A file below the folder that it is named from. */
export const scriptPattern = /^(?!\/)(?!(.*\/)?\.\.(\/|$))(?!(.*\/)?\.?$)[^\\\0]{1,255}$/;

export const scriptWords =
  'a script is the path of a file in the repository, such as "scripts/build"';

/**
 * Where the application's programs lie.
 * @param named all of `gitenv.json`, or one of its components, whose programs lie in the component's folder
 */
export function programsOf({ scripts }: { readonly scripts?: Scripts | undefined }): Programs {
  return {
    build: inPlace(scripts?.build) ?? usualPrograms.build,
    deploy: inPlace(scripts?.deploy) ?? usualPrograms.deploy,
    release: inPlace(scripts?.release) ?? usualPrograms.release,
  };
}

function inPlace(script: string | undefined): string | undefined {
  return script === undefined ? undefined : `./${script.replace(/^(\.\/+)+/, '')}`;
}

/** What `npm init` writes as the script `test` of a package: it tests nothing, and always fails. */
const noTest = /no test specified.*exit 1/;

/** Whether a script `test` of `package.json` tests anything. */
export function isTest(script: unknown): script is string {
  return typeof script === 'string' && !noTest.test(script);
}

/** Stands in what `gitenv init` writes to be filled in, as a line of its own, until somebody does. */
export const deploysNothing = '# This is a starter that deploys nothing yet.';
