import { describe, expect, it } from 'vitest'
import { brokenLimits, readLimits } from './limits.ts'
import { plot } from './plot.ts'
import { report } from './report.ts'
import { type Results, resultsOf } from './results.ts'
import { rows } from './rows.ts'
import { createSamples } from './samples.ts'
import { type TargetName, targetNames, titles } from './targets.ts'

/** Results in which all values of a target are the same number, by default 10. */
const results = (
  values: Partial<Record<TargetName, number>> = {},
  names: readonly TargetName[] = targetNames,
): Results => {
  const samples = createSamples()
  for (const { metric } of rows) {
    for (const name of targetNames) samples.add(metric, name, values[name] ?? 10)
  }
  const targets = names.map((name) => ({
    name,
    file: '',
    logFile: '',
    minBytes: 0,
    gzipBytes: 0,
  }))
  return resultsOf(samples, targets, '4.0.2')
}

describe('the report', () => {
  it('has a line for each row and a column for each target, as ratios to the floor', () => {
    const lines = report(results({ 'middy-chat': 15 })).split('\n')
    expect(lines[0]).toBe(`|  | ${targetNames.map((name) => titles[name]).join(' | ')} |`)
    for (const { title } of rows)
      expect(lines.some((line) => line.includes(`| ${title} |`))).toBe(true)
    expect(lines[4]).toContain('| cold init, ms | 15.0 (1.50×) | 10.0 (1.00×) |')
  })

  it('names each row in which a peer is ahead, whichever way is better', () => {
    expect(report(results())).toContain('by more than 5 %: none.')
    const ahead = report(results({ middy: 9 }))
    expect(ahead).toContain('“cold init, ms”')
    expect(ahead).not.toContain('“chunks per second of 20,000”')
    expect(report(results({ middy: 11 }))).toContain('“chunks per second of 20,000”')
    expect(report(results({}, ['middy-chat', 'floor']))).not.toContain('peer')
    expect(report(results({}, ['floor', 'middy']))).not.toContain('peer')
  })
})

describe('the limits', () => {
  it('exist for rows that exist', async () => {
    const known = rows.map(({ id }) => id)
    expect(known).toEqual(expect.arrayContaining(Object.keys(await readLimits())))
  })

  it('are broken from the bad side only', () => {
    const limits = { coldFirstByte: 1.2, chunksPerSecond: 0.8 }
    expect(brokenLimits(results({ 'middy-chat': 11 }), limits)).toEqual([])
    expect(brokenLimits(results({ 'middy-chat': 13 }), limits)).toEqual([
      'cold init to first byte, ms: 1.30× the floor, limit 1.2×',
    ])
    expect(brokenLimits(results({ 'middy-chat': 7 }), limits)).toEqual([
      'chunks per second of 20,000: 0.70× the floor, limit 0.8×',
    ])
  })
})

describe('the plot', () => {
  it('draws one bar a target in each panel, ours in a colour of its own', () => {
    const svg = plot(results())
    const bars = svg.match(/<rect /g) ?? []
    const panels = svg.match(/<g /g) ?? []
    expect(bars).toHaveLength(panels.length * targetNames.length)
    expect(svg.match(/<rect class="ours"/g)).toHaveLength(panels.length)
  })
})
