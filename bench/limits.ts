import { readFile } from 'node:fs/promises'
import type { Results } from './results.ts'
import { rows } from './rows.ts'
import { ours } from './targets.ts'

/** The highest accepted ratio of middy-chat to the floor, by row id. */
export type Limits = Record<string, number>

export const readLimits = async (): Promise<Limits> =>
  JSON.parse(await readFile(new URL('limits.json', import.meta.url), 'utf8'))

/** A limit is broken if the whole interval lies beyond it, which chance alone does not cause. */
export const brokenLimits = (results: Results, limits: Limits): string[] =>
  rows.flatMap(({ id, title, better }) => {
    const [limit, measured] = [limits[id], results.rows[id]?.[ours]?.toFloor]
    if (limit === undefined || !measured) return []
    const broken = better === 'lower' ? measured.low > limit : measured.high < limit
    return broken ? [`${title}: ${measured.value.toFixed(2)}× the floor, limit ${limit}×`] : []
  })
