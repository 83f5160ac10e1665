import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type CloudPart, pool, startCloud } from '../cloud.ts'
import { CommandFailure } from '../command.ts'
import { type FunctionOptions, startFunction } from '../runtime/function.ts'
import { runtimeInterfaceClient } from '../runtime/interface-client.ts'
import { startIssuer } from '../services/issuer.ts'
import type { Jwks } from '../services/tokens.ts'
import { lineDiff } from './line-diff.ts'
import { type Exchange, exchange, type RecordedEvent, transcript } from './transcript.ts'

export type ReplayOptions = Pick<
  FunctionOptions,
  'modulePath' | 'exportName' | 'functionName' | 'timeoutMs' | 'env'
> & {
  /** Files are shown frame by frame; in folders, every `*.json` is only compared. */
  events: readonly string[]
  /** The folder of the transcripts. @defaultValue `expected` beside each event */
  expected?: string
  /** Writes the transcripts instead of comparing. @defaultValue false */
  update?: boolean
  /** The `index.mjs` of an installed `aws-lambda-ric` under which to run the handler. */
  ric?: string
  /** A file with the keys that sign the events' tokens. @defaultValue fresh keys */
  keys?: string
  /** Parameter Store parameters, by name. */
  parameters?: Record<string, string>
  /** Name prefix of this handler's events, in folders shared by several. @defaultValue '' */
  prefix?: string
  /** Starts additional services. @defaultValue none */
  startParts?: () => Promise<readonly CloudPart[]>
}

type Recording = { name: string; event: RecordedEvent; shown: boolean; expectedFile: string }

/**
 * Runs recorded events through a handler, all at once, each in its own environment, and
 * prints which answers differ from their transcripts. An event that is shown needs no transcript.
 *
 * @returns the number of answers that differ
 * @throws CommandFailure when a file cannot be read; FunctionError when the handler does not start
 */
export const replayEvents = async (options: ReplayOptions): Promise<number> => {
  const { modulePath, exportName, parameters = {}, keys, ric, update = false } = options
  const { startParts = async () => [] } = options
  const recordings = await readRecordings(options)
  const shown = recordings.some((recording) => recording.shown)
  const issuer = keys
    ? await startIssuer({ ...pool, jwks: (await readJson(keys)) as Jwks })
    : await startIssuer(pool)
  const parts = await startParts()
  const cloud = await startCloud(issuer, { parameters, parts, ...(!shown && { paceMs: 1 }) })
  const lambda = startFunction({
    ...options,
    env: { ...cloud.environment, ...options.env },
    ...(ric && { command: runtimeInterfaceClient(resolve(ric), modulePath, exportName) }),
    onLog: (line) => {
      if (shown) console.error(line)
    },
  })
  try {
    await lambda.start()
    const answers = recordings.map(async (recording) => ({
      recording,
      answer: await exchange(lambda, recording.event),
    }))
    const different: string[] = []
    for (const pending of answers) {
      const { recording, answer } = await pending
      if (recording.shown) show(recording.name, answer)
      if (update) await write(recording, answer)
      else if (await differs(recording, answer)) different.push(recording.name)
    }
    summarize(recordings.length, different, update)
    return different.length
  } finally {
    await Promise.all([lambda.close(), cloud.close()])
  }
}

async function readRecordings({
  events,
  expected,
  prefix = '',
}: ReplayOptions): Promise<Recording[]> {
  const files = await Promise.all(events.map((path) => filesOf(path, prefix)))
  const recordings = await Promise.all(
    files.flat().map(async ({ file, shown }) => {
      const name = basename(file, '.json')
      const expectedFile = join(expected ?? join(dirname(file), 'expected'), `${name}.txt`)
      return { name, event: (await readJson(file)) as RecordedEvent, shown, expectedFile }
    }),
  )
  const [twice] = recordings
    .map(({ expectedFile }) => expectedFile)
    .filter((file, at, all) => all.indexOf(file) !== at)
  if (twice !== undefined) throw new CommandFailure(`${twice}: two events have this transcript`)
  return recordings
}

async function filesOf(path: string, prefix: string): Promise<{ file: string; shown: boolean }[]> {
  const found = await stat(path).catch(failure(path))
  if (!found.isDirectory()) return [{ file: path, shown: true }]
  const names = (await readdir(path))
    .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
    .sort()
  if (names.length === 0) throw new CommandFailure(`${path}: contains no .json file`)
  return names.map((name) => ({ file: join(path, name), shown: false }))
}

async function readJson(file: string): Promise<object> {
  return readFile(file, 'utf8').then(JSON.parse).catch(failure(file))
}

async function write({ expectedFile }: Recording, answer: Exchange): Promise<void> {
  await mkdir(dirname(expectedFile), { recursive: true }).catch(failure(dirname(expectedFile)))
  await writeFile(expectedFile, transcript(answer)).catch(failure(expectedFile))
}

async function differs({ expectedFile, shown }: Recording, answer: Exchange): Promise<boolean> {
  const expected = await readFile(expectedFile, 'utf8').catch(() => undefined)
  const actual = transcript(answer)
  if (expected === actual || (expected === undefined && shown && !answer.failed)) return false
  console.error(`\n${expectedFile}\n${lineDiff(expected ?? '', actual)}`)
  return true
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

function summarize(count: number, different: readonly string[], update: boolean): void {
  if (different.length > 0) {
    console.error(`\n${different.length} of ${count} differ: ${different.join(', ')}`)
  } else {
    console.log(`${count} events, ${update ? 'transcripts written' : 'no differences'}`)
  }
}

function failure(file: string): (error: Error) => never {
  return (error) => {
    throw new CommandFailure(`${file}: ${error.message}`)
  }
}
