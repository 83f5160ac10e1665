import { createHash } from 'node:crypto'
import { CommandFailure } from '../../command.ts'
import { codeOf, type Target, unreachable } from './target.ts'

/** A response, its body frame by frame, each with the ms since the request. */
export type Asked = {
  status: number
  headers: Headers
  /** Milliseconds until the head arrived. */
  headMs: number
  /** The frames of a stream as they arrive, or any other body in one piece. @throws CommandFailure if it breaks off */
  parts(): AsyncGenerator<{ at: number; text: string }, void, undefined>
}

/** Beyond the longest answer behind CloudFront or an API. */
const longestMs = 120_000

/**
 * Sends a request, with the hash that CloudFront's origin access control needs.
 *
 * @param accept the media types that the client prefers
 * @throws CommandFailure if there is no response
 */
export const ask = async (
  { endpoint, headers }: Pick<Target, 'endpoint' | 'headers'>,
  body: object,
  accept = 'application/json',
): Promise<Asked> => {
  const json = JSON.stringify(body)
  const started = performance.now()
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      ...headers,
      accept,
      'content-type': 'application/json',
      'x-amz-content-sha256': createHash('sha256').update(json).digest('hex'),
    },
    body: json,
    redirect: 'manual',
    signal: AbortSignal.timeout(longestMs),
  }).catch(unreachable(endpoint))
  const sinceStart = () => performance.now() - started

  async function* parts() {
    let text = ''
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk, { stream: true })
        const frames = text.split(/(?<=\n\n)/)
        text = frames.at(-1)?.endsWith('\n\n') ? '' : (frames.pop() ?? '')
        for (const frame of frames) yield { at: sinceStart(), text: frame.trimEnd() }
      }
    } catch (error) {
      throw new CommandFailure(
        `${new URL(endpoint).origin} broke the response off (${codeOf(error)}).`,
      )
    }
    if (text !== '') yield { at: sinceStart(), text }
  }

  return { status: response.status, headers: response.headers, headMs: sinceStart(), parts }
}

/** The whole body. */
export const textOf = async ({ parts }: Pick<Asked, 'parts'>): Promise<string> =>
  (await Array.fromAsync(parts())).map(({ text }) => text).join('\n\n')
