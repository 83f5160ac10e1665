// Runs on any Node.js, so it is plain JavaScript for the oldest version that npm may run on.
const wanted = 24
const [major] = process.versions.node.split('.').map(Number)

if (major !== wanted) {
  console.error(
    `middy-chat runs on Node.js ${wanted}, the runtime of its Lambdas; this is ${process.version}.\n` +
      'npm scripts find it as the dev dependency "node", whose install script brings the binary.\n' +
      'After --ignore-scripts it is missing: run "npm rebuild node", or "npm ci" without that flag.',
  )
  process.exit(1)
}
