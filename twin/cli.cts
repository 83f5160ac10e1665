#!/usr/bin/env node
// Tells users of an old Node.js which version they need. Node.js 10 can still run this file: it is
// CommonJS, has no syntax newer than `import()`, and loads the rest only afterwards.

/** As `engines` in package.json, which the compiled file could not read before Node.js 13. */
const least = [22, 15] as const
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > least[0] || (major === least[0] && minor >= least[1])) {
  import('./cli/main.ts')
} else {
  console.error(`middy-chat needs Node.js ${least.join('.')} or later; this is ${process.version}.`)
  process.exitCode = 1
}
