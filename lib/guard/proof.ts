import { fieldsOf, parsedObject, textOrNone } from '../fields';
import { opened } from './envelope';

/** What the stack says of the environment that proves. */
export interface ProvingEnvironment {
  readonly name: string;
  readonly application: string;
  /** SHA-256 of the public keys that count, in hex: one, or two during a rotation. */
  readonly signers: readonly string[];
  /** How old a proof may be when the execution starts. */
  readonly freshMs: number;
  /** How long a commit has to be released there. */
  readonly soakMs: number;
}

/** Why an environment does not vouch for a commit, as the end of a sentence. */
export const notGoodWords = ['not released there', 'rolled back there', 'withdrawn there'] as const;
export type NotGood = (typeof notGoodWords)[number];

/** What an environment says of one commit when it is asked. */
export interface ProofStatement {
  readonly environment: string;
  readonly application: string;
  readonly account: string;
  readonly region: string;
  readonly commit: string;
  /** Digest of the bundle that it released; undefined if its kit bundles nothing. */
  readonly bundle: string | undefined;
  /** Undefined of a commit that it vouches for. */
  readonly why: NotGood | undefined;
  /** When it released the commit last, by CodePipeline's clock. */
  readonly releasedAt: Date | undefined;
  readonly timeVerified: Date;
  /** The latest record of its chain, and the digest of that. */
  readonly sequence: number;
  readonly head: string;
}

/** The same with its signature checked. */
export interface Proof extends ProofStatement {
  /** Fingerprint of the key. */
  readonly signer: string;
  readonly isGood: boolean;
}

/** The latest word counts, so that an older one cannot stand in for it. */
export function newestProof(proofs: readonly Proof[]): Proof | undefined {
  return [...proofs].sort(
    (a, b) => a.timeVerified.getTime() - b.timeVerified.getTime() || a.sequence - b.sequence,
  )[proofs.length - 1];
}

const statementV1 = 'https://in-toto.io/Statement/v1';
const summaryV1 = 'https://slsa.dev/verification_summary/v1';
const level = 'GITENV_RELEASED';

/** As a Verification Summary Attestation of SLSA, in a Statement of in-toto. */
export function proofStatement(proof: ProofStatement): object {
  const { application, environment, account, region, commit, bundle, why, sequence, head } = proof;
  const place = `gitenv:${application}/${environment}`;
  return {
    _type: statementV1,
    subject: [
      { name: 'commit', digest: { gitCommit: commit } },
      ...(bundle === undefined ? [] : [{ name: 'bundle', digest: { sha256: bundle.slice(7) } }]),
    ],
    predicateType: summaryV1,
    predicate: {
      verifier: { id: `${place}@${account}/${region}` },
      timeVerified: proof.timeVerified.toISOString(),
      resourceUri: `${place}/${commit}`,
      policy: { uri: `${place}/released-and-not-taken-back` },
      inputAttestations: [{ uri: `records/${sequence}.json`, digest: { sha256: head } }],
      verificationResult: why === undefined ? 'PASSED' : 'FAILED',
      verifiedLevels: [why === undefined ? level : 'FAILED'],
      // Beside what SLSA names, which whoever reads it otherwise passes over.
      gitenv: {
        ...{ application, environment, account, region, sequence, head },
        releasedAt: proof.releasedAt?.toISOString(),
        why,
      },
    },
  };
}

/**
 * Reads a proof that was brought for a commit.
 * @returns why it counts for nothing, as a clause, where it does not
 */
export function readProof(
  text: string,
  commit: string,
  upstream: ProvingEnvironment,
): Proof | string {
  const envelope = opened(text, upstream.signers);
  if (typeof envelope === 'string') return envelope;
  const proof = parsed(envelope.statement);
  if (!proof) return 'it is signed, and is no proof';
  const { application, environment } = proof;
  if (application !== upstream.application || environment !== upstream.name)
    return `it is of ${application} in ${environment}, not of ${upstream.application} in ${upstream.name}`;
  if (proof.commit !== commit) return `it is of the commit ${proof.commit.slice(0, 8)}`;
  return { ...proof, signer: envelope.fingerprint, isGood: proof.why === undefined };
}

function parsed(statement: Readonly<Record<string, unknown>>): ProofStatement | undefined {
  const predicate = fieldsOf(statement.predicate);
  const own = fieldsOf(predicate.gitenv);
  const subjects = Array.isArray(statement.subject) ? statement.subject.map(fieldsOf) : [];
  const digestOf = (name: string, kind: string) =>
    textOrNone(fieldsOf(subjects.find((it) => it.name === name)?.digest)[kind]);
  const isProof = statement._type === statementV1 && statement.predicateType === summaryV1;
  const texts = [own.application, own.environment, own.account, own.region, own.head].map(
    textOrNone,
  );
  const [application, environment, account, region, head] = texts;
  const commit = digestOf('commit', 'gitCommit');
  const timeVerified = timeOf(predicate.timeVerified);
  const { sequence } = own;
  if (!isProof || commit === undefined || !timeVerified || typeof sequence !== 'number')
    return undefined;
  if (!application || !environment || !account || !region || !head) return undefined;
  const why = whyOf(predicate.verificationResult, own.why);
  const sha256 = digestOf('bundle', 'sha256');
  const bundle = sha256 === undefined ? undefined : `sha256:${sha256}`;
  const place = { application, environment, account, region };
  return {
    ...place,
    commit,
    bundle,
    why,
    releasedAt: timeOf(own.releasedAt),
    timeVerified,
    sequence,
    head,
  };
}

/** What is not said to have passed has not. */
function whyOf(result: unknown, why: unknown): NotGood | undefined {
  if (result === 'PASSED' && why === undefined) return undefined;
  return notGoodWords.find((it) => it === why) ?? 'not released there';
}

function timeOf(value: unknown): Date | undefined {
  const time = new Date(textOrNone(value) ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** What a proof says, of whomever it is: only for telling a person, never for deciding. */
export function statedIn(text: string): ProofStatement | undefined {
  const payload = textOrNone(parsedObject(text)?.payload);
  const statement = parsedObject(Buffer.from(payload ?? '', 'base64').toString());
  return statement && parsed(statement);
}
