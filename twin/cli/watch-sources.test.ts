import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { eventually } from '../../test/support/eventually.ts'
import { ownTime } from '../../test/support/faked-time.ts'
import { watchSources } from './watch-sources.ts'

let folder: string
let end: () => void
const changed = vi.fn()

const write = (path: string) => writeFile(join(folder, path), String(Math.random()))
const told = (times: number) => eventually(() => expect(changed).toHaveBeenCalledTimes(times))

beforeEach(async () => {
  changed.mockReset()
  // Changes that a busy machine reports late are still simultaneous.
  ownTime()
  folder = await mkdtemp(join(tmpdir(), 'sources-'))
  for (const path of ['lib', 'node_modules', '.cache']) await mkdir(join(folder, path))
  end = await watchSources(folder, changed)
})
afterEach(async () => {
  end()
  vi.useRealTimers()
  await rm(folder, { recursive: true })
})

describe('the sources of a folder', () => {
  it('report several simultaneous changes once, and the next change again', async () => {
    await Promise.all([write('handler.mjs'), write('lib/a.ts'), write('lib/b.json')])
    await told(1)
    await write('lib/a.ts')
    await told(2)
  })

  it('can appear in a new folder', async () => {
    await mkdir(join(folder, 'new'))
    await told(1)
    await write('new/a.js')
    await told(2)
  })

  it('are watched in a folder that was deleted and created again', async () => {
    await rm(join(folder, 'lib'), { recursive: true })
    await mkdir(join(folder, 'lib'))
    await write('lib/a.ts')
    await eventually(() => expect(changed).toHaveBeenCalled())
    changed.mockReset()
    await write('lib/a.ts')
    await told(1)
  })

  it('exclude logs, dependencies, and everything in a dot folder', async () => {
    for (const path of ['request.log', 'node_modules/a.js', '.cache/a.js']) await write(path)
    await write('request.log')
    await sleep(300)
    expect(changed).not.toHaveBeenCalled()
  })
})
