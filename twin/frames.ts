import { createParser } from 'eventsource-parser'

/** A frame as a client understands it: a comment, `data`, or a named event. */
export type Frame = { comment: string } | { event?: string; data: unknown }

/**
 * What a client makes of the bytes: read by eventsource-parser, not by the
 * encoder under test. JSON is parsed; what is none, as `[DONE]`, stays as it is.
 */
export const readFrames = async (body: AsyncIterable<Uint8Array>): Promise<Frame[]> => {
  const frames: Frame[] = []
  const parser = frameParser((frame) => frames.push(frame))
  for await (const chunk of body) parser(chunk)
  return frames
}

/** The same, called back for each frame as it arrives. */
export const frameParser = (onFrame: (frame: Frame) => void): ((chunk: Uint8Array) => void) => {
  const decoder = new TextDecoder()
  const parser = createParser({
    onEvent: ({ event, data }) => {
      const value = parsed(data)
      onFrame(event === undefined ? { data: value } : { event, data: value })
    },
    onComment: (comment) => onFrame({ comment }),
  })
  return (chunk) => parser.feed(decoder.decode(chunk, { stream: true }))
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return data
  }
}
