/** Ends every run with the counts on a line of their own, for whoever reads only the last line. */
module.exports = class ClosingLine {
  onRunComplete(_, results) {
    const broken = results.testResults.filter(
      (suite) => suite.testExecError && suite.numFailingTests === 0,
    ).length;
    const line = `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed\n`;
    // Jest prints its own summary after the reporters have run.
    process.once('exit', () => process.stdout.write(line));
  }
};
