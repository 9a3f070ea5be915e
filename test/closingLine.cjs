/** Ends every run with the counts on a line of their own, for whoever reads only the last line. */
module.exports = class ClosingLine {
  onRunComplete(_, results) {
    const broken = results.testResults.filter(
      (suite) => suite.testExecError && suite.numFailingTests === 0,
    ).length;
    process.stderr.write('\n');
    process.stdout.write(
      `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed\n`,
    );
  }
};
