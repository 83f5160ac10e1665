// Follows the README's guide to the letter, as a new user would: writes its files, runs its
// commands and compares the output. Only the registry is ours: it serves the package as it would be
// published now, and sends requests for other packages to the real registry.
import assert from 'node:assert/strict'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, delimiter, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { emptyFolder, manifest, packed, root, run, write } from './package/project.ts'

type Server = ChildProcessByStdio<null, Readable, Readable>

const longestMs = 300_000

const [, guide = ''] =
  /## Your first Lambda with two of them\n([\s\S]*?)\n## /.exec(
    readFileSync(join(root, 'README.md'), 'utf8'),
  ) ?? []
const steps = [...guide.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}))
assert.ok(steps.length >= 10, `${steps.length} steps are not the guide`)

const folder = emptyFolder()
const environment = {
  ...process.env,
  // The guide's `node` is the one that runs this script.
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  npm_config_registry: await startRegistry(packed()),
  // The guide uses one fixed port.
  PORT: undefined,
}
let server: Server | undefined
let printed = ''

setTimeout(() => assert.fail(`The guide takes longer than ${longestMs} ms.`), longestMs)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
// Runs on every exit: a detached process group does not receive our signals.
process.once('exit', () => server?.pid && process.kill(-server.pid))

for (const { kind, text } of steps) {
  if (kind === 'js') {
    const name = /^\/\/ (\S+)\n/.exec(text)?.[1]
    assert.ok(name, 'A file of the guide begins with its name.')
    console.log(`-- writes ${name}`)
    const seen = server && said(server, 'has changed')
    write(folder, name, text)
    await seen
  } else if (kind === 'sh') {
    console.log(`-- ${text.trim()}`)
    if (/^npx middy-chat dev/.test(text)) await serve(text)
    else printed = await shell(text)
  } else {
    console.log(printed.trim())
    assert.equal(printed, text)
  }
}
process.exit()

/** Runs a block and returns what it printed. */
async function shell(text: string): Promise<string> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', text], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output, [code]] = await Promise.all([child.stdout.toArray(), once(child, 'exit')])
  assert.equal(code, 0, `exit ${code}: ${text}`)
  return Buffer.concat(output).toString()
}

/** Runs a block and resolves once it says that it is listening. */
async function serve(text: string): Promise<void> {
  const child = spawn('bash', ['-c', text], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  server = child
  child.stderr.pipe(process.stderr)
  child.once('exit', (code) => {
    server = undefined
    assert.fail(`exit ${code}: ${text}`)
  })
  await said(child, 'on http://127.0.0.1:8787\n')
}

/** Resolves when the server prints this. */
function said({ stdout, stderr }: Server, words: string): Promise<void> {
  return new Promise((resolve) => {
    for (const stream of [stdout, stderr]) {
      stream.on('data', (chunk) => chunk.includes(words) && resolve())
    }
  })
}

/** @see https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
async function startRegistry(tarball: string): Promise<string> {
  const { name, version } = manifest
  const real = run('npm', ['config', 'get', 'registry'], root).trim().replace(/\/?$/, '')
  const http = createServer(({ url: path }, response) => {
    if (path === `/${name}`) {
      const dist = { tarball: `${url}/${basename(tarball)}` }
      const versions = { [version]: { ...manifest, dist } }
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }))
    } else if (path === `/${basename(tarball)}`) {
      response.end(readFileSync(tarball))
    } else {
      response.writeHead(307, { location: `${real}${path}` }).end()
    }
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  return url
}
