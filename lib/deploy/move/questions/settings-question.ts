import { describeSettings } from '../../../aws/values/settings';
import { type Setting, type SettingState, settingsIn } from '../../../config/setting';
import { configFile } from '../../../contract';
import { GitenvError } from '../../../errors';
import { textInCommit } from '../../../git/repository';
import { type GitPlace, git } from '../../../git/run';
import type { LackingSettings } from '../../../release/guards/move';
import { shortCommit } from '../../../release/wording';
import type { OpenEnvironment } from '../../../target/open-environment';
import { orWhyNot } from '../../../target/why-not';

interface Answer extends LackingSettings {
  readonly warning: string | undefined;
}

/**
 * Whether an environment has what a commit declares. The commit's own `gitenv.json` counts, because an older one may
 * need what a newer one does not. What cannot be asked, for want of a permission most often, is a warning: whoever
 * deploys resolves the references and fails there.
 */
export class SettingsQuestion {
  private readonly answers = new Map<string, Promise<Answer>>();
  private readonly looks = new Map<string, ReturnType<typeof lookAt>>();

  /** @param warn told why it cannot be said what the environment has */
  constructor(
    private readonly open: OpenEnvironment,
    private readonly place: GitPlace,
    private readonly warn: (line: string) => void,
  ) {}

  /**
   * Asks without waiting: at once for what is checked out, which is most often what the commit declares.
   * @param likely the commit that is likely to be wanted
   */
  begin(likely: Promise<string | undefined>): void {
    // Whoever waits for an answer hears of a failure; it may also be that nobody does.
    this.look(this.open.environment.settings).catch(() => undefined);
    likely
      .then((commit) => (commit === undefined ? undefined : this.answer(commit)))
      .catch(() => undefined);
  }

  /** What the commit declares and the environment lacks. */
  async lackedBy(commit: string): Promise<LackingSettings> {
    const { warning, ...lacking } = await this.answer(commit);
    if (warning !== undefined)
      this.warn(
        `${this.open.environment.name}: whether it has the configuration that ${shortCommit(commit)} declares cannot be told: ${warning}.`,
      );
    return lacking;
  }

  private answer(commit: string): Promise<Answer> {
    const known = this.answers.get(commit);
    if (known) return known;
    const answer = this.ask(commit);
    this.answers.set(commit, answer);
    return answer;
  }

  private async ask(commit: string): Promise<Answer> {
    const { name: environment, settings: here } = this.open.environment;
    const declared = await git(textInCommit(commit, configFile), this.place);
    const settings =
      declared === undefined ? [] : settingsIn(declared, this.open.application, environment);
    const names = new Set(here.map(({ name }) => name));
    const others = settings?.map(({ name }) => name).filter((name) => !names.has(name));
    const known = { settings: [], declaredElsewhere: new Set(others), warning: undefined };
    if (settings === undefined) return { ...known, warning: `its ${configFile} is not understood` };
    const answers = await this.look(settings);
    const warnings = answers.filter((it) => it instanceof GitenvError);
    return {
      ...known,
      settings: answers.flatMap((it) => (it instanceof GitenvError ? [] : it)).filter(isLacking),
      warning: warnings.length > 0 ? warnings.map(whyOf).join('; ') : undefined,
    };
  }

  /** Looks once at the same settings. */
  private look(settings: readonly Setting[]): ReturnType<typeof lookAt> {
    const key = JSON.stringify(settings);
    const known = this.looks.get(key);
    if (known) return known;
    const look = lookAt(this.open, settings);
    this.looks.set(key, look);
    return look;
  }
}

/** One of the two services may be closed to somebody, and the other open. */
function lookAt(
  open: OpenEnvironment,
  settings: readonly Setting[],
): Promise<(readonly SettingState[] | GitenvError)[]> {
  const isSecret = ({ kind }: Setting) => kind === 'secret';
  const parts = [settings.filter((it) => !isSecret(it)), settings.filter(isSecret)];
  return Promise.all(
    parts
      .filter(({ length }) => length > 0)
      .map((part) => orWhyNot(describeSettings(open.account, part))),
  );
}

const isLacking = ({ lack }: SettingState) => lack !== undefined;
const whyOf = ({ clause }: GitenvError) => clause;
