import type { ComponentProps } from 'react'
import type { ExtraProps } from 'react-markdown'
import { destinationOf, hostToShow, textOf } from './links.ts'
import { visible } from './visible.ts'

/** A link of an answer; its text alone where it is not safe to follow. */
export const Link = ({ node, href = '', children }: ComponentProps<'a'> & ExtraProps) => {
  const url = destinationOf(href)
  if (!url) return <span>{children}</span>
  const text = node ? textOf(node) : ''
  const host = hostToShow(url, text)
  const shown = visible(text) === text ? children : visible(text)
  return (
    <a href={url.href} rel="noopener noreferrer nofollow" target="_blank">
      {host ? (
        <>
          <span>{shown}</span> <bdi dir="ltr">{`(${host})`}</bdi>
        </>
      ) : (
        shown
      )}
    </a>
  )
}
