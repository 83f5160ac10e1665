// Installs the packed library in an empty folder and uses it as a stranger would:
// every export imports, its types resolve, and the README's example runs.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'middy-chat-'))
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
const { version, exports, dependencies, devDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)

try {
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], root)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
  run('npm', [
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    `./middy-chat-${version}.tgz`,
    `@middy/core@${dependencies['@middy/core']}`,
    ...['typescript', '@types/node', '@types/react', 'react', 'react-markdown'].map(
      (name) => `${name}@${devDependencies[name]}`,
    ),
  ])

  const names = Object.keys(exports)
    .filter((name) => !/\.(json|css)$/.test(name))
    .map((name) => name.replace('.', 'middy-chat'))
  const all = names.map((name, at) => `import * as m${at} from '${name}'`).join('\n')
  writeFileSync(
    join(folder, 'all.ts'),
    `${all}\nconsole.log([${names.map((_, at) => `m${at}`)}].length)\n`,
  )
  // What a middleware adds has its type, and not `any`: then there would be no error to expect.
  writeFileSync(
    join(folder, 'typed.ts'),
    `import middy from '@middy/core'
import { cognitoAuth } from 'middy-chat/cognito-auth'
middy()
  .use(cognitoAuth({ userPoolId: 'eu-west-1_EXAMPLE', clientId: 'client' }))
  .handler(async (_event, { claims }) => {
    // @ts-expect-error
    const sub: number = claims.sub
    return { statusCode: 200, body: String(sub) }
  })
`,
  )
  for (const resolution of [
    ['--module', 'nodenext'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ]) {
    run('node_modules/.bin/tsc', [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--types',
      'node',
      ...resolution,
      'all.ts',
      'typed.ts',
    ])
  }
  writeFileSync(
    join(folder, 'all.mjs'),
    `${all}\nconsole.log([${names.map((_, at) => `m${at}`)}].length)\n`,
  )
  assert.equal(run(process.execPath, ['all.mjs']).trim(), String(names.length))

  const [, example] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))
  writeFileSync(join(folder, 'example.mjs'), example)
  writeFileSync(
    join(folder, 'run.mjs'),
    `import { handler } from './example.mjs'
const { statusCode, body } = await handler({ headers: {} }, { awsRequestId: 'r-1' })
console.log(statusCode, body)
`,
  )
  assert.equal(
    run(process.execPath, ['run.mjs']).trim(),
    '401 {"error":"missing_token","message":"Sign in first.","requestId":"r-1"}',
  )
  console.log(`${names.length} exports import, their types resolve, the README's example runs`)
} finally {
  rmSync(folder, { recursive: true })
}
