import { describe, expect, it } from 'vitest'
import { type ErrorCode, errorCatalogue } from '../../contract/error-catalogue.ts'
import { readPage } from './pages.ts'

const page = readPage('middlewares/README.md')
const codes = Object.keys(errorCatalogue)

describe('the errors on the page of the middlewares', () => {
  it('are of the catalogue, with its status', () => {
    let status: number | undefined
    for (const [line] of page.matchAll(/^\*\*Errors.*$/gm)) {
      for (const [, number, word = ''] of line.matchAll(/\b([45]\d\d)\b|`([a-z_]+)`/g)) {
        if (number) status = Number(number)
        // A single word may be a field, e.g. `retryable`.
        else if (word.includes('_') || codes.includes(word)) {
          expect(errorCatalogue[word as ErrorCode]?.statusCode, word).toBe(status)
        }
      }
    }
  })

  it('are all that there are', () => {
    expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
  })
})
