import { useEffect, useMemo } from 'react'
import { coloursOf } from './code-colours.ts'
import { useLoadedParts } from './on-demand.ts'

/** Code of more characters has no colours: reading it would block the page. */
const longestCode = 8_000

/** Neither has code of such lines or words: the time for one grows with the square of its length. */
const tooLong = /.{161}|\w{61}/

/** Code in the colours of its language, once they are loaded. */
export const ColouredCode = ({ language, code }: { language: string; code: string }) => {
  const isShort = code.length <= longestCode && !tooLong.test(code)
  const colours = isShort ? coloursOf(language) : undefined
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
