import { parseArgs } from 'node:util'
import { explainStart, usageFailure } from '../command.ts'
import { replayEvents } from '../replay/replay.ts'
import { functionHelp, functionOptions, readFunctionOptions } from './function-options.ts'

export const replayHelp = `middy-chat replay FILE EVENT... [OPTIONS]

Runs recorded events through a Lambda handler and compares its answers with
transcripts. The emulated services are those of "middy-chat dev".

  FILE                    the handler's module: .mjs, .js, or .ts if this
                          version of Node.js strips types
  EVENT                   a .json file with an event, or a folder of them. The
                          answer to a single file is shown frame by frame, with
                          the milliseconds since the event was sent, and is
                          compared if there is a transcript
  --expected FOLDER       the folder of the transcripts, NAME.txt for NAME.json
                          (default: expected/ next to each event)
  --update                writes the transcripts instead of comparing
  --keys FILE             the user pool's public keys (JWKS), for tokens in the
                          events (default: new keys)
${functionHelp}
  --ric FILE              runs the handler under AWS's own runtime interface
                          client: the index.mjs of an installed aws-lambda-ric
  --help                  shows this help

Exits with 0 if no answer differs, 1 if one does or the handler does not start,
2 if the command line is invalid.`

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
  if (events.length === 0)
    throw usageFailure('EVENT is missing: the file of an event, or a folder of events.')
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
