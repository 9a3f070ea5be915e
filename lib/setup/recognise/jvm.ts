import type { CodeProject } from './project';
import type { RepositoryFiles } from './repository-files';

/** Java, Kotlin and their kin, by Maven or Gradle, with its wrapper if there is one. */
export function jvmProject(files: RepositoryFiles): CodeProject | undefined {
  return maven(files) ?? gradle(files);
}

function maven(files: RepositoryFiles): CodeProject | undefined {
  if (!files.has('pom.xml')) return undefined;
  const wrapper = files.has('mvnw');
  return {
    kind: 'Java',
    because: wrapper ? 'pom.xml and mvnw' : 'pom.xml',
    // The wrapper need not be executable like this: on Windows it is often committed without that bit.
    build: [`${wrapper ? 'sh ./mvnw' : 'mvn'} --batch-mode --no-transfer-progress verify`],
    takes: ['target'],
  };
}

function gradle(files: RepositoryFiles): CodeProject | undefined {
  const found = files.find(/^(build|settings)\.gradle(\.kts)?$/);
  if (found === undefined) return undefined;
  const wrapper = files.has('gradlew');
  return {
    kind: 'Java',
    because: wrapper ? `${found} and gradlew` : found,
    build: [`${wrapper ? 'sh ./gradlew' : 'gradle'} --no-daemon build`],
    // What Gradle makes lies there, so no program can.
    takes: ['build'],
  };
}
