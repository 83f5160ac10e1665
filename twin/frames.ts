import { createParser } from 'eventsource-parser'

/** A frame as a client sees it: a comment, `data`, or a named event. */
export type Frame = { comment: string } | { event?: string; data: unknown }

/**
 * Frames as a client decodes them, read by eventsource-parser and not by the
 * encoder under test. JSON is parsed; other data, such as `[DONE]`, is kept as is.
 */
export const readFrames = async (body: AsyncIterable<Uint8Array>): Promise<Frame[]> => {
  const frames: Frame[] = []
  const parser = frameParser((frame) => frames.push(frame))
  for await (const chunk of body) parser(chunk)
  return frames
}

/** The same, with a callback for each frame as it arrives. */
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
