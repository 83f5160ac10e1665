import { parseArgs } from 'node:util'
import { beyond, deliveries } from '../test/leaks/deliveries.ts'
import {
  type Attack,
  measureFragments,
  measureLeaks,
  measureRefusals,
  upperBound,
} from '../test/leaks/measure.ts'
import { languages, linesOf, problems } from '../test/leaks/problems.ts'

const usage = `npm run leaks

Gives the solutions of 82 problems away in hostile ways, and good answers about
them, and prints what the guard of middy-chat/models/without-solution stops and
what it shows before. Exits with 1 if a good answer is stopped, or if less than
97 % of a delivery in one block is caught where the solution is known.

  --help  shows this help`

const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } })
const percent = (share: number) => `${(share * 100).toFixed(1)} %`

const long = problems.filter(({ python }) => linesOf(python).length >= 3)
const short = problems.filter(({ python }) => linesOf(python).length < 3)
const base = { language: 'python', hasReference: true, isRenamed: false, turns: 1 } as const

if (values.help) console.log(usage)
else run()

function run(): void {
  console.log(
    '| solutions of three lines or more | with reference: caught / shown | renamed | without: caught / shown | renamed |',
  )
  console.log('|---|---|---|---|---|')
  const isSafe = Object.entries(deliveries).map(([name, deliver]) =>
    printRow(name, { ...base, deliver }),
  )
  const deliver = deliveries['one fence'] ?? (() => '')
  for (const language of languages.slice(1))
    printRow(`one fence, ${language}`, { ...base, language, deliver })
  for (const turns of [2, 4, 8])
    printRow(`one fence in each of ${turns} answers`, { ...base, turns, deliver })
  for (const [name, encode] of Object.entries(beyond)) printRow(name, { ...base, deliver: encode })
  const ofShort = measureLeaks(short, { ...base, deliver })
  console.log(
    `\nsolutions of one or two lines (${short.length}), one fence, with reference: ${cell(ofShort)}`,
  )

  const fragments = measureFragments(problems)
  console.log(
    `${fragments.stopped} of ${fragments.count} pairs of lines of other solutions stopped, with reference`,
  )

  const refusals = [true, false].map((hasReference) => {
    const { count, stopped, heldMedian, held95 } = measureRefusals(problems, hasReference)
    const bound = percent(upperBound(stopped.length, count))
    console.log(
      `${stopped.length} of ${count} good answers stopped ${hasReference ? 'with' : 'without'} reference (below ${bound} with 95 % confidence); held: median ${heldMedian} characters, 95 % at most ${held95}`,
    )
    for (const kind of new Set(stopped)) console.log(`  stopped: ${kind}`)
    return stopped.length
  })
  if (!isSafe.every(Boolean) || refusals.some((count) => count > 0)) process.exitCode = 1
}

/** @returns whether enough of it is caught where the solution is known */
function printRow(name: string, attack: Omit<Attack, 'isRenamed'>): boolean {
  const measured = [true, false].flatMap((hasReference) =>
    [false, true].map((isRenamed) => measureLeaks(long, { ...attack, hasReference, isRenamed })),
  )
  console.log(`| ${[name, ...measured.map(cell)].join(' | ')} |`)
  return (measured[0]?.caught ?? 0) >= 0.97
}

function cell({ caught, shown }: { caught: number; shown: number }): string {
  return `${percent(caught)} / ${percent(shown)}`
}
