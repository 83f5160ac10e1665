// A server of our event stream that says what a check wants, in place of the twin's `/chatbot`.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const head = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }

/** The frames of one text each. */
export const frame = (text) => `data: ${JSON.stringify({ chunk: text })}\n\n`

const ending = 'event: finish\ndata: {"reason":"stop"}\n\ndata: [DONE]\n\n'

/**
 * Lets the page's questions be answered by `texts`: each string is written as it is there, each
 * number is a pause in ms. The page asks its own origin all the same. `requests` are the bodies.
 */
export const answerWith = async (page, texts) => {
  const requests = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    requests.push(JSON.parse(body))
    response.writeHead(200, head)
    for (const text of texts) {
      if (response.destroyed) return
      if (typeof text === 'number') await sleep(text)
      else if (!response.write(text)) {
        await Promise.race([once(response, 'drain'), once(response, 'close')])
      }
    }
    response.end(ending)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${server.address().port}/`
  await page.route('**/chatbot', (route) => route.continue({ url }))
  return {
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
