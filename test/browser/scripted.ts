import type { Page } from 'playwright-core'
import type { ChatRequest } from '../../client/tutor/tutor-client.ts'
import { done, finish, startScripted } from '../../twin/testing/scripted-server.ts'

/** Bytes to write, or a pause in ms. */
export type Piece = string | number

export type ScriptedAnswer = AsyncDisposable & {
  /** The bodies of the questions so far. */
  readonly requests: readonly ChatRequest[]
}

/** Answers the page's questions with `pieces`, not the twin; the page asks its own origin. */
export const answerWith = async (page: Page, pieces: readonly Piece[]): Promise<ScriptedAnswer> => {
  const server = await startScripted(async (writer) => {
    for (const piece of pieces) {
      await (typeof piece === 'number' ? writer.delay(piece) : writer.write(piece))
    }
    await writer.write(finish + done)
  })
  await page.route('**/chatbot', (route) => route.continue({ url: `${server.url}/` }))
  return {
    get requests() {
      return server.calls.map(({ body }) => JSON.parse(body.toString()))
    },
    [Symbol.asyncDispose]: server.close,
  }
}
