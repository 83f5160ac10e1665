import { type ComponentProps, use } from 'react'
import type { ExtraProps } from 'react-markdown'
import { scrollable } from '../code-block.tsx'
import { CodeTexts } from '../code-texts.ts'
import { textOf } from '../links.ts'

/** A table in a box that scrolls sideways, named by its first row. */
export const Table = ({ node, children, dir }: ComponentProps<'table'> & ExtraProps) => {
  const texts = use(CodeTexts)
  const head = node?.children.find(({ type }) => type === 'element')
  const columns = head
    ? textOf(head)
        .trim()
        .replace(/\s*\n\s*/g, ', ')
    : ''
  return (
    <section className="middy-chat-table" aria-label={`${texts.table}: ${columns}`} {...scrollable}>
      <table dir={dir}>{children}</table>
    </section>
  )
}

/** The state of a task, which its list shows and nobody can change. */
export const Checkbox = ({ checked = false }: ComponentProps<'input'> & ExtraProps) => {
  const texts = use(CodeTexts)
  return (
    <input
      type="checkbox"
      checked={checked}
      disabled
      readOnly
      aria-label={checked ? texts.done : texts.toDo}
    />
  )
}
