import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { stop } from '../../twin/testing/scripted-answer.ts'

describe('withRetry', () => {
  it('keeps its process alive between two attempts', async () => {
    const from = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)
    const script = `import { modelError } from ${from('../errors/model-errors.ts')}
import { withRetry } from ${from('with-retry.ts')}
let calls = 0
const model = {
  async *answer() {
    calls += 1
    if (calls === 1) throw modelError({ package: 'test', status: 503 })
    yield { type: 'finish', reason: 'stop' }
  },
}
const { signal } = new AbortController()
const lasting = withRetry(model, { random: () => 0.5 })
console.log(JSON.stringify(await Array.fromAsync(lasting.answer({ system: '', user: '' }, { signal }))))`
    const args = ['--input-type=module', '--eval', script]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    expect(JSON.parse(stdout)).toEqual([stop])
  })
})
