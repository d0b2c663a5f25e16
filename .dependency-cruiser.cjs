/** Imports run one way: policy ← contract ← {db, runtime, device-client} ← apps. tests/import-rules.test.ts has the finer rules. */
module.exports = {
  forbidden: [
    {
      name: 'policy-stands-alone',
      comment: 'The pure core: no other package of ours, no I/O.',
      severity: 'error',
      from: { path: '^packages/policy/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '^(packages/(?!policy/)|apps/)' },
    },
    {
      name: 'policy-does-no-io',
      comment: 'Node built-ins other than hashing and IDNA would be I/O or a clock.',
      severity: 'error',
      from: { path: '^packages/policy/src/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|url)$' },
    },
    {
      name: 'contract-knows-policy-only',
      severity: 'error',
      from: { path: '^packages/contract/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages/(?!contract/|policy/)|apps/)' },
    },
    {
      name: 'db-and-runtime-are-siblings',
      severity: 'error',
      from: { path: '^packages/(db|runtime)/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '^(packages/(?!$1/|contract/|policy/)|apps/)' },
    },
    {
      name: 'no-package-imports-an-app',
      severity: 'error',
      from: { path: '^packages/', pathNot: '\\.test\\.ts$' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-app-imports-another',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^apps/(?!$1/)' },
    },
    {
      name: 'features-by-service-not-routes',
      comment: "A feature uses another feature's service, never its routes.",
      severity: 'error',
      from: { path: '^apps/api/src/features/([^/]+)/' },
      to: { path: '^apps/api/src/features/(?!$1/)[^/]+/.*\\.routes\\.ts$' },
    },
    {
      name: 'prisma-in-stores-only',
      severity: 'error',
      from: { pathNot: '^packages/db/|\\.test\\.ts$' },
      to: { path: '^packages/db/src/generated/|^node_modules/@prisma/' },
    },
    {
      name: 'not-to-test',
      comment: 'Product code does not use test code.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: '\\.test\\.ts$|/testing/|/test/' },
      to: { path: '\\.test\\.ts$|^tests/|/testing/' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|generated)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
