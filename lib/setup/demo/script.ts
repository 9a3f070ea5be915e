/** One thing the demo shows. */
export type Scene =
  /** Words to the reader. */
  | { readonly say: string }
  /** A command, run as it is printed, in the application's repository. `fails`: it must, and the demo goes on. */
  | { readonly run: string; readonly fails?: boolean }
  /** What the environment's machine answers on /health; undefined when it must not answer. */
  | { readonly ask: string; readonly down?: boolean };

/** The whole story: set up, release, improve, be refused, break production, roll back, look back. */
export const script: readonly Scene[] = [
  {
    say: 'Three AWS accounts, served by this machine. No Docker, no AWS, nothing outside a temporary folder.',
  },
  { run: 'gitenv local up --root ../aws --port 0' },
  { say: 'An application: a web service with tests. It has one commit.' },
  { run: 'git log --oneline' },
  { say: 'Install the same small pipeline in every account, and add a git remote for each.' },
  { run: 'gitenv init dev stg prd --yes' },
  { run: 'git add --all && git commit --quiet --message "Deploy with gitenv"' },
  { say: 'Deploy to dev. It is the default remote, so this is all:' },
  { run: 'git push' },
  { ask: 'dev' },
  { say: 'Cut the same commit to staging, then to production. The commit is the release.' },
  { run: 'git push stg' },
  { run: 'git push prd HEAD:refs/heads/main' },
  { ask: 'prd' },
  {
    say: 'A new feature goes the same way. gitenv promote takes along what dev built and tested, instead of building it again.',
  },
  { run: 'git am --quiet ../changes/0001-*.patch' },
  { run: 'git push && gitenv promote stg --through prd' },
  { ask: 'prd' },
  { say: 'A change whose tests fail is refused where it is pushed; production is untouched.' },
  { run: 'git am --quiet ../changes/0002-*.patch' },
  { run: 'git push', fails: true },
  { ask: 'prd' },
  { run: 'git revert --no-edit HEAD' },
  {
    say: 'A change that passes its tests everywhere, and then breaks production: a setting is missing there.',
  },
  { run: 'git am --quiet ../changes/0003-*.patch' },
  { run: 'git push && git push stg' },
  { run: 'git push prd HEAD:main', fails: true },
  { ask: 'prd', down: true },
  { say: 'Three in the morning. One command puts the last good commit back:' },
  { run: 'gitenv rollback prd --yes' },
  { ask: 'prd' },
  { say: 'What runs where, and who did what.' },
  { run: 'gitenv status' },
  { run: 'gitenv history prd' },
];
