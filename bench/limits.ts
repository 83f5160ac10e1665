import { readFile } from 'node:fs/promises'
import type { Results } from './results.ts'
import { rows } from './rows.ts'
import { ours } from './targets.ts'

/** The worst ratio of ours to the floor that is let pass, by the row's id. */
export type Limits = Record<string, number>

export const readLimits = async (): Promise<Limits> =>
  JSON.parse(await readFile(new URL('limits.json', import.meta.url), 'utf8'))

/** A ratio is too bad when its whole interval lies beyond the limit; chance alone does not do that. */
export const brokenLimits = (results: Results, limits: Limits): string[] =>
  rows.flatMap(({ id, title, better }) => {
    const [limit, measured] = [limits[id], results.rows[id]?.[ours]?.toFloor]
    if (limit === undefined || !measured) return []
    const broken = better === 'lower' ? measured.low > limit : measured.high < limit
    return broken ? [`${title}: ${measured.value.toFixed(2)}× the floor, limit ${limit}×`] : []
  })
