import { aroundEach, expect } from 'vitest'
import { unhandledDuring } from '../../twin/testing/unhandled-rejections.ts'

/** Fails each test of a file, hooks included, during which a promise rejection is unhandled. */
export const refuseUnhandledRejections = (): void => {
  aroundEach(async (runTest) => {
    expect(await unhandledDuring(runTest), 'promises that reject unhandled').toEqual([])
  })
}
