import { createRequire } from 'node:module'
import { type CommandFailure, runCommand, usageFailure } from '../command.ts'
import { dev, devHelp } from './dev.ts'
import { diag, diagHelp } from './diag.ts'
import { replay, replayHelp } from './replay.ts'

const help = `middy-chat COMMAND

Runs Lambda handlers on this machine as AWS does, without an account.

  dev FILE              serves a handler over HTTP
  replay FILE EVENT...  runs recorded events through a handler and compares the
                        answers with transcripts
  diag WHAT ENV         looks at a deployed function: its address, an answer,
                        its limits, its log
  help COMMAND          shows the help of a command

  --version             shows the version
  --help                shows this help`

const commands = new Map([
  ['dev', { run: dev, help: devHelp }],
  ['diag', { run: diag, help: diagHelp }],
  ['replay', { run: replay, help: replayHelp }],
])

const [name, ...args] = process.argv.slice(2)
const command = commands.get(name ?? '')

await runCommand(command ? `middy-chat ${name}` : 'middy-chat', async () => {
  if (command) return command.run(args)
  if (name === '--version') return console.log(version())
  if (name === '--help' || name === 'help') return console.log(helpOn(args[0]))
  if (name !== undefined) throw unknown(name)
  throw usageFailure('COMMAND is missing. See middy-chat --help.')
})

function helpOn(topic: string | undefined): string {
  if (topic === undefined) return help
  const found = commands.get(topic)
  if (!found) throw unknown(topic)
  return found.help
}

function unknown(name: string): CommandFailure {
  return usageFailure(`unknown command ${name}. See middy-chat --help.`)
}

function version(): string {
  return createRequire(import.meta.url)('middy-chat/package.json').version
}
