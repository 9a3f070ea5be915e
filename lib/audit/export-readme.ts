import type { ReadRecord } from '../records/read-record';
import type { Period } from './period';
import type { AuditedRecords } from './verify';

interface ExportFacts {
  readonly environment: string;
  readonly period: Period;
  /** The first record of the period. */
  readonly first: ReadRecord | undefined;
  readonly audited: AuditedRecords;
}

/** How to verify an export with git, openssl and sha256sum alone. Its commands work as they stand, in the folder of the export. */
export function exportReadme({ environment, period, first, audited }: ExportFacts): string {
  const { from, to } = period;
  const { flaws, disagreements } = audited.audit;
  const wrong = [...flaws, ...disagreements].map(({ kind, what }) => `- ${kind}: ${what}`);
  return `# What was released in ${environment}

From ${from.toISOString()} until before ${to.toISOString()}, by the records that the account itself has signed.

- \`releases.csv\`, \`releases.json\`: each end of a release, with the number of its record.
- \`records/\`: the records as they are stored: in-toto Statements in DSSE envelopes.
- \`signed/\`: of each record the bytes that were signed, the signature, and the name of the key.
- \`keys/\`: the public keys.
- \`commits.txt\`: each commit that was released, and its tree.
- \`audit.json\`: what \`gitenv audit verify\` said of all records when this was written.

${wrong.length === 0 ? 'It found nothing wrong.' : `It found this:\n\n${wrong.join('\n')}`}

## Verify it

In this folder, with bash. Each command says what is wrong, and nothing else.

1. The files are the ones that were written.

\`\`\`sh
sha256sum --check --quiet SHA256SUMS
\`\`\`

2. Each record is signed. A key is the account's if \`aws kms get-public-key --key-id alias/<application>-guard\` says so, or somebody who has
   kept its name before: it is called after its own SHA-256.

\`\`\`sh
for key in keys/*.pem; do
  digest=$(openssl pkey -pubin -in "$key" -outform DER | sha256sum | cut -d ' ' -f 1)
  [ "$key" = "keys/$digest.pem" ] || echo "$key is another key"
done
for record in records/*.json; do
  name=$(basename "$record" .json)
  key=$(cat "signed/$name.key")
  openssl dgst -sha256 -verify "keys/$key.pem" -signature "signed/$name.signature" "signed/$name.bytes" > /dev/null ||
    echo "$record is not signed"
done
\`\`\`

3. What is signed is what the record says.

\`\`\`sh
for record in records/*.json; do
  name=$(basename "$record" .json)
  sed 's/.*"payload":"\\([^"]*\\)".*/\\1/' "$record" | openssl base64 -d -A > payload
  printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c < payload)" | cat - payload |
    cmp -s - "signed/$name.bytes" || echo "$record says something else"
done
rm payload
\`\`\`

4. Each record follows the one before it: none was left out, added or exchanged.

\`\`\`sh
previous=${first?.head.previous === null ? 'null' : `'"${first?.head.previous ?? ''}"'`}
for record in records/*.json; do
  name=$(basename "$record" .json)
  grep -qF "\\"previous\\":$previous" "signed/$name.bytes" || echo "$record does not follow the one before it"
  previous="\\"$(sha256sum "$record" | cut -d ' ' -f 1)\\""
done
\`\`\`

5. The commits are those of the repository. \`CLONE\` is a clone of it.

\`\`\`sh
while read -r commit tree; do
  [ "$(git -C "$CLONE" rev-parse "$commit^{tree}")" = "$tree" ] || echo "$commit has another content"
done < commits.txt
\`\`\`
`;
}
