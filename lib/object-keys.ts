/** Objects of an environment's bucket that outlive the release that wrote them. As in `contract.ts`, a name is only ever added. */
export const objectKeys = {
  /** Everything below is written once and never again: the bucket refuses a write that could replace. */
  bundles: 'bundles/',
  /** What keys of an application's bundles begin with in a bucket that several applications could share. */
  bundlesOf: (application: string) => `bundles/${application}/`,
  /** A bundle lies below its own digest, so that its name vouches for it. @param digest `sha256:` and 64 hex digits */
  bundleManifest: (digest: string, below = 'bundles/') => `${below}${hexOf(digest)}/manifest.json`,
  /** @param sha256 of the archive itself, 64 hex digits */
  bundleArchive: (digest: string, sha256: string, below = 'bundles/') =>
    `${below}${hexOf(digest)}/${sha256}.zip`,
  /** Notes of a commit, which are empty: each name is a claim that this execution built the commit. */
  notes: (commit: string) => `bundles/${commit}/`,
  note: (commit: string, executionId: string) => `bundles/${commit}/${executionId}`,
  /** What people bring from the environment before; builds and deploys may not write here. */
  promoted: 'promoted/',
  promotions: (commit: string) => `promoted/${commit}/`,
  /** Empty: the name says which bundle of a commit the environment before released. */
  promotion: (commit: string, digest: string) => `promoted/${commit}/${hexOf(digest)}`,
  /** Empty: says that the release of the commit after this execution puts back what was changed by hand. */
  repair: (commit: string, after: string) => `promoted/${commit}/repair-${after}`,
  /** Where a program before contract version 3 keeps a commit's bundle. */
  manifest: (commit: string, below = 'bundles/') => `${below}${commit}/manifest.json`,
  archive: (commit: string, sha256: string, below = 'bundles/') =>
    `${below}${commit}/${sha256}.zip`,
  plans: 'plans/',
  /** Where a program before contract version 3 keeps the plan of a release. */
  plan: (executionId: string) => `plans/${executionId}.json`,
  /** Written once. */
  plansByDigest: 'plans/sha256/',
  planOf: (digest: string) => `plans/sha256/${hexOf(digest)}.json`,
  /** Files and zips that stacks refer to, under a digest each. */
  assets: 'assets/',
  /** What a tool packs for a release by itself, under names of its own making. */
  packaged: 'packaged/',
  packagedBy: (executionId: string) => `packaged/${executionId}/`,
  templates: 'templates/',
  /** @param sha256 of the template, 64 hex digits */
  template: (sha256: string) => `templates/${sha256}`,
  locks: 'locks/',
  /** Which build holds the lock of a Terraform state. @param sha256 of the state's bucket and key, 64 hex digits */
  stateLock: (sha256: string) => `locks/${sha256}.json`,
  driftBelow: 'drift/',
  drift: 'drift/latest.json',
  /** What releases have put into the bucket of a site. */
  sites: 'sites/',
  site: (bucket: string) => `sites/${bucket}.json`,
  /** What builds leave for later builds, of whatever commit. Deploys may not read it. */
  cache: 'cache/',
  /** What the guard alone writes, once, and nobody deletes. */
  records: 'records/',
  /** @param sequence from 1 on; in as many digits as keep S3's order, which is that of text, the chain's */
  record: (sequence: number) => `records/${String(sequence).padStart(12, '0')}.json`,
  /** A public key by which records are verified. @param fingerprint SHA-256 of the key in DER, 64 hex digits */
  signer: (fingerprint: string) => `records/keys/${fingerprint}.der`,
  proofs: 'proofs/',
  /** What the guard has signed of a commit when it was asked. @param name sorted by time */
  proofsOf: (commit: string) => `proofs/${commit}/`,
  proof: (commit: string, name: string) => `proofs/${commit}/${name}.json`,
  /** The same as somebody has brought it to the environment that comes next. */
  promotedProofs: (commit: string) => `promoted/${commit}/proofs/`,
  promotedProof: (commit: string, name: string) => `promoted/${commit}/proofs/${name}.json`,
  /** Empty: the name says how far the gate has seen another environment's chain. The first name is the farthest. */
  seenOf: (fingerprint: string) => `proofs/seen/${fingerprint}/`,
  /** What people have said of a commit or a release, with who that was. @param name sorted by time */
  saidAny: (verb: string) => `proofs/said/${verb}/`,
  saidOf: (verb: string, about: string) => `proofs/said/${verb}/${about}/`,
  said: (verb: string, about: string, name: string) => `proofs/said/${verb}/${about}/${name}.json`,
  /** What passed the gate for a reason alone. */
  breakGlassReleases: 'proofs/break-glass/',
  breakGlass: (executionId: string) => `proofs/break-glass/${executionId}.json`,
  /** What the gate has said of an execution. @param build its build's id, without the project */
  gateAnswersOf: (executionId: string) => `proofs/gate/${executionId}/`,
  gateAnswer: (executionId: string, build: string) => `proofs/gate/${executionId}/${build}.json`,
  /** Programs of the guard, under their digests: whoever runs `gitenv init` writes them, once. */
  guard: 'guard/',
  guardProgram: (sha256: string) => `guard/${sha256}.cjs`,
} as const;

/** The 64 hex digits of a digest, which keys are made of. */
export function hexOf(digest: string): string {
  return digest.replace(/^sha256:/, '');
}
