import { vouchedFor } from '../../aws/pipeline/vouched';
import type { Withdrawal } from '../../guard/facts';
import type { Proof, ProvingEnvironment } from '../../guard/proof';
import { standingOfCommit } from '../../guard/standing';
import { objectKeys } from '../../object-keys';
import type { OpenEnvironment } from '../../target/open-environment';
import { Releases } from '../../target/releases';
import { keysBelow, readSaid } from './said';

/** More than a year of releases. */
const most = 10_000;

/** What an environment would sign of a commit now, by its history. */
export async function wouldProve(
  open: OpenEnvironment,
  { signers: [signer = ''] }: ProvingEnvironment,
  commit: string,
): Promise<Proof> {
  const { name: environment, application, region } = open.environment;
  const [releases, withdrawn, { account }] = await Promise.all([
    new Releases(open).latest(most),
    withdrawalsIn(open, commit),
    open.account.verify(),
  ]);
  const { why, since, latest } = standingOfCommit(commit, releases, withdrawn);
  const voucher = { caller: open.account, pipeline: open.pipeline };
  const bundle = latest && (await vouchedFor(voucher, latest.id))?.bundle;
  return {
    ...{ environment, application, account, region, commit, bundle, why, signer },
    ...{ releasedAt: since, timeVerified: new Date(), sequence: Number.MAX_SAFE_INTEGER },
    ...{ head: '', isGood: why === undefined },
  };
}

/** That a commit is withdrawn in an environment, if somebody has said so. */
export async function withdrawalsIn(open: OpenEnvironment, commit: string): Promise<Withdrawal[]> {
  const [key] = await keysBelow(open, objectKeys.saidOf('withdraw', commit));
  const said = key === undefined ? undefined : await readSaid(open, key);
  return said ? [{ ...said, commit }] : [];
}
