import { describe, expect, it } from 'vitest'
import { estimateTokens, promptTokens, tokensOf } from './estimate.ts'
import counts from './recorded/token-counts.json' with { type: 'json' }

const mostOf = ({ o200k, gemma, llama3 }: { o200k: number; gemma: number; llama3: number }) =>
  Math.max(o200k, gemma, llama3)

// The counts are of real tokenizers, whose vocabularies have 1 to 20 MB; the file names them. All
// prompts of the recorded events were counted too: the estimate is at least 1.3 times the largest count.
describe('the estimate of tokens', () => {
  it.each(counts.texts.map((row) => [row.name, row] as const))(
    'is not below the count of any vocabulary for %s, and not twice as much',
    (_name, row) => {
      expect(estimateTokens(row.text)).toBeGreaterThanOrEqual(mostOf(row))
      expect(estimateTokens(row.text)).toBeLessThan(2 * mostOf(row))
    },
  )

  it.each(counts.noise.map((row) => [row.name, row] as const))(
    'is below the count for %s, by a factor of three or less',
    (_name, row) => {
      expect(estimateTokens(row.text)).toBeLessThan(mostOf(row))
      expect(3 * estimateTokens(row.text)).toBeGreaterThanOrEqual(mostOf(row))
      // No vocabulary has more tokens than bytes.
      expect(Buffer.byteLength(row.text)).toBeGreaterThanOrEqual(mostOf(row))
    },
  )

  it('is a third of the bytes, rounded up once', () => {
    expect(tokensOf(0)).toBe(0)
    expect(tokensOf(1)).toBe(1)
    expect(tokensOf(300)).toBe(100)
    expect(estimateTokens('a', 'b', 'c')).toBe(1)
    expect(estimateTokens('가', '나')).toBe(2)
  })

  it('counts all that the model reads', () => {
    const prompt = { system: 'x'.repeat(30), user: 'y'.repeat(60) }
    expect(promptTokens(prompt)).toBe(30)
    const history = [
      { role: 'user', text: 'a'.repeat(90) },
      { role: 'assistant', text: 'b'.repeat(3) },
    ] as const
    expect(promptTokens({ ...prompt, history, session: 'not read' })).toBe(61)
  })
})
