import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildLambdas } from '../build/lambdas.ts'
import { explainStart, runCommand } from '../command.ts'
import { replayEvents } from '../replay/replay.ts'

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

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

await runCommand('npm run replay', async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      expected: { type: 'string', default: inRoot('events/expected') },
      ric: { type: 'string' },
      update: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(usage)
  await buildLambdas()
  const different = await replayEvents({
    modulePath: inRoot('dist/lambda/chatbot-query/index.mjs'),
    functionName: 'chatbot-query',
    env: {},
    events: positionals.length > 0 ? positionals : [inRoot('events')],
    keys: inRoot('events/keys/jwks.json'),
    expected: values.expected,
    update: values.update,
    ...(values.ric !== undefined && { ric: values.ric }),
  }).catch(explainStart('dist/lambda/chatbot-query/index.mjs'))
  if (different > 0) process.exitCode = 1
})
