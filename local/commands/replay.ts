import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createTwoFilesPatch } from 'diff'
import { buildLambdas } from '../build/lambdas.ts'
import { pool, startCloud } from '../cloud.ts'
import { type Exchange, exchange, type RecordedEvent, transcript } from '../replay/transcript.ts'
import { startFunction } from '../runtime/function.ts'
import { runtimeInterfaceClient } from '../runtime/interface-client.ts'
import { startIssuer } from '../services/issuer.ts'

const usage = `npm run replay [-- OPTIONS EVENT...]

Runs recorded events through the built handler and compares what it answers
with their transcripts. Exits with 1 when something differs.

  EVENT              files such as events/chatbot-query.ok.json, each shown
                     frame by frame with the milliseconds since the event;
                     without any, all recorded events are run and compared
  --expected FOLDER  where the transcripts are (events/expected)
  --ric FILE         runs the handler under AWS's own runtime interface client,
                     the index.mjs of an installed aws-lambda-ric, and not under ours
  --update           writes the transcripts instead of comparing
  --help             this text`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    expected: { type: 'string' },
    ric: { type: 'string' },
    update: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const root = fileURLToPath(new URL('../..', import.meta.url))
const expectedFolder = values.expected ?? join(root, 'events/expected')
const expectedFile = (name: string) => join(expectedFolder, `${name}.txt`)

if (values.help) {
  console.log(usage)
} else {
  const shown = positionals.length > 0
  const files = shown ? positionals : await recordedEvents()
  const different = await replay(files, shown)
  if (different.length > 0) {
    console.error(`\n${different.length} of ${files.length} differ: ${different.join(', ')}`)
    process.exitCode = 1
  } else {
    console.log(`${files.length} events, ${values.update ? 'transcripts written' : 'none differs'}`)
  }
}

/** Runs all at once, each in an environment of its own, and says which answers differ. */
async function replay(files: readonly string[], shown: boolean): Promise<string[]> {
  const events = await Promise.all(files.map(readEvent))
  await buildLambdas()
  const jwks = JSON.parse(await readFile(join(root, 'events/keys/jwks.json'), 'utf8'))
  const cloud = await startCloud(await startIssuer({ ...pool, jwks }), shown ? {} : { paceMs: 1 })
  const lambda = startFunction({
    modulePath: join(root, 'dist/lambda/chatbot-query/index.mjs'),
    functionName: 'chatbot-query',
    env: cloud.environment,
    ...(values.ric !== undefined && { command: runtimeInterfaceClient(resolve(values.ric)) }),
    onLog: (line) => {
      if (shown) console.error(line)
    },
  })
  try {
    const answers = events.map(async ({ name, event }) => ({
      name,
      answer: await exchange(lambda, event),
    }))
    const different: string[] = []
    for (const pending of answers) {
      const { name, answer } = await pending
      if (shown) show(name, answer)
      if (!(await settle(name, answer, shown))) different.push(name)
    }
    return different
  } finally {
    await Promise.all([lambda.close(), cloud.close()])
  }
}

/** Whether the answer is as expected, after an update always. */
async function settle(name: string, answer: Exchange, shown: boolean): Promise<boolean> {
  const actual = transcript(answer)
  const file = expectedFile(name)
  if (values.update) {
    await writeFile(file, actual)
    return true
  }
  const expected = await readFile(file, 'utf8').catch(() => undefined)
  if (expected === undefined && shown) return true
  if (expected === actual) return true
  console.error(createTwoFilesPatch(`expected/${name}.txt`, 'replayed', expected ?? '', actual))
  return false
}

function show(name: string, { head, parts }: Exchange): void {
  console.log(`\n${name}\n${head}\n`)
  for (const { at, bytes } of parts) {
    for (const frame of bytes.toString().split(/(?<=\n\n)/)) {
      console.log(
        `${at.toFixed(0).padStart(6)} ms  ${frame.trimEnd().replaceAll('\n', `\n${' '.repeat(11)}`)}`,
      )
    }
  }
}

async function readEvent(file: string): Promise<{ name: string; event: RecordedEvent }> {
  try {
    return { name: basename(file, '.json'), event: JSON.parse(await readFile(file, 'utf8')) }
  } catch (error) {
    console.error(`${file}: ${(error as Error).message}`)
    process.exit(1)
  }
}

async function recordedEvents(): Promise<string[]> {
  const folder = join(root, 'events')
  const files = await readdir(folder)
  return files
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => join(folder, file))
}
