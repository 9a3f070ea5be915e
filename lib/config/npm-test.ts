/** What `npm init` writes as the script `test` of a package: it tests nothing, and always fails. */
const noTest = /no test specified.*exit 1/;

/** Whether a script `test` of `package.json` tests anything. */
export function isTest(script: unknown): script is string {
  return typeof script === 'string' && !noTest.test(script);
}
