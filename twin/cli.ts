#!/usr/bin/env node
import { createRequire } from 'node:module'
import { dev, devHelp } from './cli/dev.ts'
import { replay, replayHelp } from './cli/replay.ts'
import { runCommand, usageFailure } from './command.ts'

const help = `middy-chat COMMAND

Runs Lambda handlers on this machine, as AWS would, with no account.

  dev FILE              serves a handler over HTTP
  replay FILE EVENT...  runs recorded events through it, and compares
  help COMMAND          says all about one of them

  --version             the version
  --help                this text`

const commands = new Map([
  ['dev', { run: dev, help: devHelp }],
  ['replay', { run: replay, help: replayHelp }],
])

const [name, ...args] = process.argv.slice(2)
const command = commands.get(name ?? '')

await runCommand(command ? `middy-chat ${name}` : 'middy-chat', async () => {
  if (command) return command.run(args)
  if (name === '--version') return console.log(version())
  if (name === '--help' || name === 'help') return console.log(helpOn(args[0]))
  const wrong = name === undefined ? 'COMMAND is missing.' : `there is no command ${name}.`
  throw usageFailure(`${wrong} See middy-chat --help.`)
})

function helpOn(topic: string | undefined): string {
  if (topic === undefined) return help
  const found = commands.get(topic)
  if (!found) throw usageFailure(`there is no command ${topic}. See middy-chat --help.`)
  return found.help
}

function version(): string {
  return createRequire(import.meta.url)('middy-chat/package.json').version
}
