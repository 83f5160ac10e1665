import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { plot } from './plot.ts'
import { report } from './report.ts'
import type { Results } from './results.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const results: Results = JSON.parse(read('results.json'))

it('is the table and the plot of one run', () => {
  expect(read('results.md')).toBe(report(results))
  expect(read('plot.svg')).toBe(plot(results))
})

it('matches the README', () => {
  const section = /## What it costs\n([\s\S]*?)\n## /.exec(read('../README.md'))?.[1] ?? ''
  const said = [...section.matchAll(/(\d\.\d\d) ×/g)].map(([, ratio]) => ratio)
  const ids = ['coldFirstByte', 'coldCpu', 'remoteFirstByte', 'warmFirstByte', 'chunksPerSecond']
  const measured = ids.map((id) => results.rows[id]?.['middy-chat']?.toFloor.value.toFixed(2))
  expect(said).toEqual(measured)
})
