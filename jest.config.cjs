const os = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // What takes minutes runs under `npm run test:long`, and what is long by nature under `npm run test:soak`.
  testPathIgnorePatterns: [
    ...(process.env.GITENV_TEST_LONG ? [] : ['\\.long\\.test\\.ts$']),
    ...(process.env.GITENV_SOAK ? [] : ['commands\\.soak\\.test\\.ts$']),
  ],
  testEnvironment: 'node',
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/examples'],
  // What runs here leaves nothing in the folder of temporary files.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testSequencer: '<rootDir>/test/sequencer.cjs',
  globalSetup: '<rootDir>/test/global-setup.cjs',
  globalTeardown: '<rootDir>/test/global-teardown.cjs',
  reporters: ['default', '<rootDir>/test/closing-line.cjs'],
  // Nothing is asserted on time: this ends what hangs, also on a machine that is slow or has much else to do.
  testTimeout: process.env.GITENV_SOAK ? 4 * 3_600_000 : 420_000,
  // Most tests wait for other processes; Jest itself would leave one of two processors to nobody. A container may see
  // all processors of its host, and have the memory of a few.
  maxWorkers: Math.min(Math.ceil(1.5 * os.availableParallelism()), 8),
};
