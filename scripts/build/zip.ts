import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Zippable, zipSync } from 'fflate'

const folder = fileURLToPath(new URL('../../dist/lambda', import.meta.url))

/**
 * Packs `dist/lambda/NAME` into `dist/lambda/NAME.zip`, the name that Terraform uses.
 * The same files give the same bytes, wherever and whenever it runs, so a
 * deployment changes only when the code does.
 *
 * @returns the size in bytes
 */
export const zipLambda = async (name: string): Promise<number> => {
  const files = await readdir(join(folder, name))
  const entries: Zippable = {}
  for (const file of files.sort()) {
    entries[file] = [await readFile(join(folder, name, file)), fixed]
  }
  const zip = zipSync(entries, { level: 9 })
  await writeFile(join(folder, `${name}.zip`), zip)
  return zip.length
}

const unix = 3
/** The earliest time that the format allows, in its local time; readable by Lambda's user. */
const fixed = { mtime: new Date(1980, 0, 1), os: unix, attrs: 0o644 << 16 }
