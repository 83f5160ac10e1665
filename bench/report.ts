import type { Cell, Results } from './results.ts'
import { type Row, rows } from './rows.ts'
import { ours, peers, type TargetName, targetNames, titles } from './targets.ts'

/** A peer counts as ahead of us if it is better by more than this ratio. */
const aheadBy = 0.05

/** The results as Markdown: a table, the environment, and the rows where a peer is ahead of us. */
export const report = (results: Results): string => {
  const names = targetNames.filter((name) => results.rows.coldInit?.[name])
  const table = [
    tableRow(['', ...names.map((name) => titles[name])]),
    tableRow(['---', ...names.map(() => '---:')]),
    ...rows.map((row) => tableRow([row.title, ...names.map((name) => cell(results, row, name))])),
  ]
  return `${[table.join('\n'), environment(results), ...comparison(results, names)].join('\n\n')}\n`
}

/** Empty if there is no peer to compare with. */
function comparison(results: Results, names: readonly TargetName[]): string[] {
  if (!names.includes(ours) || !names.some((name) => peers.includes(name))) return []
  const ahead = rows.flatMap((row) => leaders(results, row)).join('; ') || 'none'
  return [`Rows in which a peer is ahead of us by more than ${aheadBy * 100} %: ${ahead}.`]
}

function environment({ environment: facts }: Results): string {
  return [
    `Node.js ${facts.node}, aws-lambda-ric ${facts.runtimeClient}, ${facts.cores} cores of ${facts.processor}.`,
    'Medians, except where p95 is named; × is the ratio to the floor, for middy-chat with its 95 % interval.',
    `Each target: ${facts.coldStarts} cold starts twice, ${facts.warmAnswers} warm answers,`,
    `${facts.pacedChunks} paced chunks, ${facts.longAnswers} answers of 20,000 chunks.`,
  ].join('\n')
}

function cell(results: Results, { id, digits }: Row, name: TargetName): string {
  const found = results.rows[id]?.[name]
  if (!found) return '–'
  const { value, low, high } = found.toFloor
  const interval = low === high ? '' : `; ${low.toFixed(2)}–${high.toFixed(2)}`
  return `${found.value.toFixed(digits)} (${value.toFixed(2)}×${name === ours ? interval : ''})`
}

function leaders(results: Results, { id, title, better }: Row): string[] {
  const cells = results.rows[id] ?? {}
  const mine = cells[ours]
  if (!mine) return []
  const isAhead = ({ value }: Cell) =>
    better === 'lower' ? value < mine.value * (1 - aheadBy) : value > mine.value * (1 + aheadBy)
  return peers.flatMap((name) => {
    const theirs = cells[name]
    return theirs && isAhead(theirs) ? [`${titles[name]} in “${title}”`] : []
  })
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
