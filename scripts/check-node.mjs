// Runs on any Node.js, so it is plain JavaScript for the oldest version that npm may run on.
const wanted = 24
const [major] = process.versions.node.split('.').map(Number)

if (major !== wanted) {
  console.error(
    `The scripts of middy-chat need Node.js ${wanted}, as its Lambdas do; this is ${process.version}.\n` +
      'npm scripts use the dev dependency "node", whose install script provides the binary.\n' +
      'After --ignore-scripts it is missing: run "npm rebuild node", or "npm ci" without that flag.',
  )
  process.exit(1)
}
