import { type KeyboardEvent, useId, useRef } from 'react'

type Props = { label: string; keys: string; code: string; setCode(code: string): void }

/** A text area with line numbers. Tab indents; after Escape, Tab moves the focus once. */
export const CodeEditor = ({ label, keys, code, setCode }: Props) => {
  const id = useId()
  const leaving = useRef(false)
  const lines = code.split('\n').length

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') {
      leaving.current = true
    } else if (event.key === 'Tab' && !event.shiftKey && !leaving.current) {
      event.preventDefault()
      const { selectionStart, selectionEnd } = event.currentTarget
      event.currentTarget.setRangeText('    ', selectionStart, selectionEnd, 'end')
      setCode(event.currentTarget.value)
    } else if (event.key !== 'Shift' && event.key !== 'Tab') {
      leaving.current = false
    }
  }

  return (
    <div className="editor">
      <div className="editor-bar">
        <label htmlFor={`${id}-code`}>{label}</label>
        <span>Python</span>
      </div>
      <div className="editor-text">
        <pre aria-hidden="true">
          {Array.from({ length: lines }, (_, index) => `${index + 1}\n`).join('')}
        </pre>
        <textarea
          id={`${id}-code`}
          dir="ltr"
          rows={lines}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          maxLength={100_000}
          aria-describedby={`${id}-keys`}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => {
            leaving.current = false
          }}
        />
      </div>
      <p id={`${id}-keys`} className="editor-keys">
        {keys}
      </p>
    </div>
  )
}
