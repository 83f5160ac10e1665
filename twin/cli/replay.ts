import { parseArgs } from 'node:util'
import { explainStart, usageFailure } from '../command.ts'
import { replayEvents } from '../replay/replay.ts'
import { functionHelp, functionOptions, readFunctionOptions } from './function-options.ts'

export const replayHelp = `middy-chat replay FILE EVENT... [OPTIONS]

Runs recorded events through a Lambda handler and compares what it answers
with their transcripts. Around it is what "middy-chat dev" has around it.

  FILE                    the module of the handler: .mjs, .js, or .ts where
                          this Node.js strips types
  EVENT                   a .json with an event, shown frame by frame with the
                          milliseconds since it was sent, and compared if it
                          has a transcript; or a folder of them, all compared
  --expected FOLDER       where the transcripts are, NAME.txt for NAME.json
                          (expected/ beside each event)
  --update                writes the transcripts instead of comparing
  --keys FILE             a key set (JWKS): whose tokens the user pool signed
${functionHelp}
  --ric FILE              runs the handler under AWS's own runtime interface
                          client, the index.mjs of an installed aws-lambda-ric
  --help                  this text

Exits with 0 when nothing differs, 1 when something does or nothing could be
run, 2 when the command line is wrong.`

/** `middy-chat replay`. @throws CommandFailure */
export const replay = async (args: string[]): Promise<void> => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...functionOptions,
      expected: { type: 'string' },
      keys: { type: 'string' },
      ric: { type: 'string' },
      update: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(replayHelp)
  const [file = '', ...events] = positionals
  const { expected, keys, ric, update } = values
  const lambda = readFunctionOptions(positionals[0], values)
  if (events.length === 0) throw usageFailure('EVENT is missing: a file, or a folder of them.')
  const different = await replayEvents({
    ...lambda,
    events,
    update,
    ...(expected !== undefined && { expected }),
    ...(keys !== undefined && { keys }),
    ...(ric !== undefined && { ric }),
  }).catch(explainStart(file))
  if (different > 0) process.exitCode = 1
}
