import { useEffect, useMemo } from 'react'
import { coloursOf } from './code-colours.ts'
import { useLoadedParts } from './on-demand.ts'

/** Longer code has no colours: they would block the page for longer than a frame. */
const longestCode = 20_000

/** Code in the colours of its language, once they are loaded. */
export const ColouredCode = ({ language, code }: { language: string; code: string }) => {
  const colours = code.length > longestCode ? undefined : coloursOf(language)
  useLoadedParts()
  useEffect(() => void colours?.load(), [colours])
  const read = colours?.value
  const tokens = useMemo(() => read?.(code), [read, code])
  if (!tokens) return code
  return tokens.map(({ text, kind }, index) =>
    kind ? (
      // The tokens of a code do not move.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <span key={index} data-token={kind}>
        {text}
      </span>
    ) : (
      text
    ),
  )
}
