import { isInsidePair } from './surrogates.ts'

/** Shows more of a text, at most so many UTF-16 units. */
type ShowMore = (limit?: number) => void

/** Calls back when more text may be shown. */
export type Schedule = (showMore: ShowMore) => void

/** A text that grows and is shown step by step. */
export type GradualText = {
  /** All that was added, shown or not. */
  readonly all: string
  add(text: string): void
  /** Resolves when one more step shows all of it. */
  caughtUp(): Promise<void>
  /** Shows nothing more. */
  close(): void
}

/**
 * What a frame adds at most, in UTF-16 units. 30,000 per second are more than any model writes, so
 * only a text that arrives in one piece is spread over frames, and none of them blocks the page.
 */
const unitsPerFrame = 500

/** Background tabs have no frames. */
const msWithoutFrame = 1_000

/** Calls back at the next frame, and for the whole text if there is none. */
export const atNextFrame: Schedule = (showMore) => {
  const timer = setTimeout(() => {
    cancelAnimationFrame(frame)
    showMore(Number.POSITIVE_INFINITY)
  }, msWithoutFrame)
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer)
    showMore()
  })
}

/**
 * Shows a growing text at most once per frame, and a limited amount of it.
 *
 * @param show receives the text from its beginning, never a half of a surrogate pair
 */
export const createGradualText = (
  schedule: Schedule,
  show: (text: string) => void,
): GradualText => {
  let all = ''
  let shown = 0
  let scheduled = false
  let closed = false
  let onCaughtUp: (() => void) | undefined

  const isClose = () => all.length - shown <= unitsPerFrame
  const plan = () => {
    if (!scheduled) schedule(showMore)
    scheduled = true
  }
  const showMore: ShowMore = (limit = unitsPerFrame) => {
    scheduled = false
    if (closed) return
    shown = endOfStep(all, shown + limit)
    show(all.slice(0, shown))
    if (shown < all.length) plan()
    if (isClose()) onCaughtUp?.()
  }

  return {
    get all() {
      return all
    },
    add(text) {
      all += text
      plan()
    },
    async caughtUp() {
      if (closed || isClose()) return
      await new Promise<void>((resolve) => {
        onCaughtUp = resolve
      })
    },
    close() {
      closed = true
      onCaughtUp?.()
    },
  }
}

/** The place, or the one after it if it is inside a surrogate pair; at most the text's end. */
function endOfStep(text: string, at: number): number {
  if (at >= text.length) return text.length
  return isInsidePair(text, at) ? at + 1 : at
}
