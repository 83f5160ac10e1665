import { tutorPrompt } from '../../handlers/chatbot-query/prompt.ts'
import type { TutorRequest } from '../../handlers/chatbot-query/request.ts'
import { config } from './config.ts'
import { Refusal } from './refusal.ts'
import type { Transport } from './transport.ts'

/** The bytes of Gemini's answer, after its status is checked. */
export const askGemini = async (
  { stream }: Transport,
  apiKey: string,
  request: TutorRequest,
): Promise<AsyncIterable<Uint8Array>> => {
  const { system, user } = tutorPrompt(request)
  const url = `${config.geminiUrl}/v1beta/models/${config.model}:streamGenerateContent?alt=sse`
  const { status, body } = await stream(url, {
    headers: { 'content-type': 'application/json', 'x-goog-api-key': apiKey },
    body: JSON.stringify({
      systemInstruction: { parts: [{ text: system }] },
      contents: [{ role: 'user', parts: [{ text: user }] }],
      generationConfig: { maxOutputTokens: 4_096 },
    }),
  })
  if (status === 429) throw new Refusal(429, 'the model is busy')
  if (status !== 200) throw new Refusal(502, 'the model failed')
  return body
}

/** Extracts the texts from Gemini's events, however the bytes are split into chunks. */
export const geminiParser = (): ((bytes: Uint8Array) => string[]) => {
  const decoder = new TextDecoder()
  let rest = ''
  return (bytes) => {
    rest += decoder.decode(bytes, { stream: true })
    const texts: string[] = []
    let start = 0
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      if (rest.startsWith('data:', start))
        texts.push(textOf(JSON.parse(rest.slice(start + 5, end))))
      start = end + 1
    }
    rest = rest.slice(start)
    return texts
  }
}

type Chunk = { candidates?: { content?: { parts?: { text?: string; thought?: boolean }[] } }[] }

function textOf({ candidates }: Chunk): string {
  let text = ''
  for (const part of candidates?.[0]?.content?.parts ?? []) {
    if (!part.thought) text += part.text ?? ''
  }
  return text
}
