import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.OUTSIDE_DATA
if (!folder) throw new Error('OUTSIDE_DATA names no folder')

/** The text of one file. */
export const readOutside = (file: string): string => readFileSync(join(folder, file), 'utf8')

/** The matching files, relative to the folder. @throws Error if there are none to check */
export const outsideFiles = (pattern: string): string[] => {
  const files = globSync(pattern, { cwd: folder }).sort()
  if (files.length === 0) throw new Error(`OUTSIDE_DATA has no ${pattern}`)
  return files
}
