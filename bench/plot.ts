import type { Results } from './results.ts'
import { type Row, rows } from './rows.ts'
import { ours, type TargetName, targetNames, titles } from './targets.ts'

/** The ids of the rows to draw. */
const drawn = [
  'coldFirstByte',
  'remoteFirstByte',
  'warmFirstByte',
  'added',
  'chunksPerSecond',
  'longRss',
]

const panel = { width: 420, columns: 2, gap: 24, head: 30, line: 22, labels: 128, values: 72 }
const barHeight = 14

/** The main rows as bars, one panel each; readable on light and dark backgrounds. */
export const plot = (results: Results): string => {
  const panels = rows.filter(({ id }) => drawn.includes(id))
  const names = targetNames.filter((name) => results.rows.coldInit?.[name])
  const height = panel.head + names.length * panel.line + panel.gap
  const width = panel.columns * (panel.width + panel.gap) - panel.gap
  const total = Math.ceil(panels.length / panel.columns) * height
  const place = (at: number) =>
    `translate(${(at % panel.columns) * (panel.width + panel.gap)} ${Math.floor(at / panel.columns) * height})`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}" role="img">
<title>middy-chat beside a floor and peers</title>
<style>
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .other { fill: #8c959f }
  .ours { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .other { fill: #6e7681 }
    .ours { fill: #4493f8 }
  }
</style>
${panels.map((row, at) => `<g transform="${place(at)}">\n${drawPanel(results, row, names)}\n</g>`).join('\n')}
</svg>
`
}

function drawPanel(results: Results, row: Row, names: readonly TargetName[]): string {
  const value = (name: TargetName) => results.rows[row.id]?.[name]?.value ?? 0
  const longest = Math.max(...names.map(value))
  const room = panel.width - panel.labels - panel.values
  const bars = names.map((name, at) => {
    const y = panel.head + at * panel.line
    const length = Math.max(1, (value(name) / longest) * room).toFixed(1)
    const kind = name === ours ? 'ours' : 'other'
    const shown = value(name).toLocaleString('en', {
      minimumFractionDigits: row.digits,
      maximumFractionDigits: row.digits,
    })
    return `<text x="0" y="${y + 11}">${titles[name]}</text><rect class="${kind}" x="${panel.labels}" y="${y}" width="${length}" height="${barHeight}" rx="2"/><text x="${panel.labels + Number(length) + 6}" y="${y + 11}">${shown}</text>`
  })
  const note = row.better === 'higher' ? ' (more is better)' : ''
  return [`<text class="title" x="0" y="16">${row.title}${note}</text>`, ...bars].join('\n')
}
