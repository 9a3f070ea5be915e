const os = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // What takes minutes runs under `npm run test:long` and in CI.
  testPathIgnorePatterns: process.env.GITENV_TEST_LONG ? [] : ['\\.long\\.test\\.ts$'],
  testEnvironment: 'node',
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/examples'],
  globalSetup: '<rootDir>/test/global-setup.cjs',
  reporters: ['default', '<rootDir>/test/closing-line.cjs'],
  testTimeout: 60_000,
  // Most tests wait for other processes; Jest itself would leave one of two processors to nobody.
  maxWorkers: Math.ceil(1.5 * os.availableParallelism()),
};
