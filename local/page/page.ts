import { EventSourceParserStream } from 'eventsource-parser/stream'
import { problem, starterCode } from '../sample-problem.ts'

type Message = { role: 'user' | 'model'; content: string }

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E
const user = element<HTMLSelectElement>('user')
const code = element<HTMLTextAreaElement>('code')
const query = element<HTMLInputElement>('query')
const stop = element<HTMLButtonElement>('stop')
const status = element('status')
const messages = element('messages')

const history: Message[] = []
let asking: AbortController | undefined

element('description').textContent = problem.description
code.value = starterCode
stop.addEventListener('click', () => asking?.abort())
user.addEventListener('change', () => {
  history.length = 0
  messages.replaceChildren()
})
element('ask').addEventListener('submit', async (event) => {
  event.preventDefault()
  if (asking) return
  asking = new AbortController()
  stop.disabled = false
  try {
    await ask(query.value, asking.signal)
  } catch (error) {
    status.textContent = asking.signal.aborted ? 'Stopped.' : String(error)
  } finally {
    asking = undefined
    stop.disabled = true
  }
})

async function ask(question: string, signal: AbortSignal): Promise<void> {
  const request = {
    problemDetails: problem,
    userCode: code.value,
    history,
    query: question,
  }
  show('user').textContent = question
  query.value = ''
  status.textContent = 'The tutor is reading your code…'
  const response = await post(JSON.stringify(request), signal)
  if (!response.ok || !response.body) {
    status.textContent = `${response.status}: ${await response.text()}`
    return
  }
  const answer = show('model')
  const frames = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
  let end = 'The connection broke off.'
  for await (const { event, data } of frames) {
    if (data === '[DONE]') end = ''
    else if (event === 'error') end = JSON.parse(data).message
    else if (event === undefined) answer.append(JSON.parse(data).chunk)
  }
  status.textContent = end
  history.push({ role: 'user', content: question })
  history.push({ role: 'model', content: answer.textContent ?? '' })
}

/** CloudFront signs the hash of the body, not the body: the browser has to send it. */
async function post(body: string, signal: AbortSignal): Promise<Response> {
  const bytes = new TextEncoder().encode(body)
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const tokens = await (await fetch(`/local/token?user=${user.value}`)).json()
  return fetch('/chatbot', {
    method: 'POST',
    body: bytes,
    signal,
    headers: {
      authorization: `Bearer ${tokens.idToken}`,
      'content-type': 'application/json',
      'x-amz-content-sha256': hash.toHex(),
    },
  })
}

function show(role: Message['role']): HTMLElement {
  const item = document.createElement('li')
  item.className = role
  messages.append(item)
  return item
}
