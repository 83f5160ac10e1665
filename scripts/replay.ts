import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startChatPart } from '../twin/chat-part.ts'
import { CommandFailure, explainStart, runCommand } from '../twin/command.ts'
import { replayEvents } from '../twin/replay/replay.ts'
import { buildLambdas } from './build/lambdas.ts'
import { writeRecordedChats } from './events/recorded-chats.ts'
import { writeRecordedCounts } from './events/recorded-counts.ts'
import { functions, type OwnFunction } from './functions.ts'

const usage = `npm run replay [-- OPTIONS EVENT...]

Runs recorded events through the built handlers and compares the answers with
their transcripts. Exits with 1 if an answer differs.

  EVENT              a file such as events/chatbot-query.ok.json. Its answer is
                     shown frame by frame, with the milliseconds since the event
                     was sent. Without files, all recorded events are compared
  --expected FOLDER  the folder of the transcripts (default: events/expected)
  --ric FILE         runs the handlers under AWS's own runtime interface client:
                     the index.mjs of an installed aws-lambda-ric
  --update           writes the transcripts instead of comparing
  --no-build         runs the handlers as they were built last
  --help             shows this help`

const inRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

await runCommand('npm run replay', async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      expected: { type: 'string', default: inRoot('events/expected') },
      ric: { type: 'string' },
      update: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(usage)
  const given = positionals.map((file) => ({ file, own: ownerOf(file) }))
  if (!values['no-build']) await buildLambdas()
  for (const own of functions) {
    const files = given.filter((each) => each.own === own).map(({ file }) => file)
    if (given.length > 0 && files.length === 0) continue
    const different = await replayEvents({
      ...own,
      prefix: prefixOf(own),
      env: {},
      events: files.length > 0 ? files : [inRoot('events')],
      keys: inRoot('events/keys/jwks.json'),
      expected: values.expected,
      update: values.update,
      ...(own.services.includes('dynamodb') && { startParts }),
      ...(values.ric !== undefined && { ric: values.ric }),
    }).catch(explainStart(own.modulePath))
    if (different > 0) process.exitCode = 1
  }
})

function prefixOf({ functionName }: OwnFunction): string {
  return `${functionName}.`
}

/** @throws CommandFailure when the name of an event matches no function */
function ownerOf(file: string): OwnFunction {
  const owner = functions.find((own) => basename(file).startsWith(prefixOf(own)))
  if (owner) return owner
  const names = functions.map(({ functionName }) => functionName).join(' or ')
  throw new CommandFailure(`${file}: the name does not begin with ${names}`)
}

async function startParts() {
  const chats = await startChatPart()
  await writeRecordedChats(chats)
  await writeRecordedCounts(chats)
  return [chats]
}
