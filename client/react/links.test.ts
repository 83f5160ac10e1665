import { describe, expect, it } from 'vitest'
import { destinationOf, hostToShow } from './links.ts'

describe('destinationOf', () => {
  it.each([
    ['https://example.com/a?b#c', 'https://example.com/a?b#c'],
    ['HTTP://EXAMPLE.com', 'http://example.com/'],
    ['https://example.com/@handle?to=a@b.example', 'https://example.com/@handle?to=a@b.example'],
    ['https://한국.example/', 'https://xn--3e0b707e.example/'],
    ['mailto:tutor@example.com', 'mailto:tutor@example.com'],
  ])('is a URL for %s', (href, url) => {
    expect(destinationOf(href)?.href).toBe(url)
  })

  it.each([
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,a',
    'blob:https://example.com/a',
    'file:///etc/passwd',
    '//example.com',
    '/local/token',
    'https:example.com',
    'https://',
    'https://a b.example/',
    'https://user@evil.example/',
    'https://bank.example:443@evil.example/',
    'https://@evil.example/',
    'https://:@evil.example/',
    'https://bank.example%5C@evil.example/',
    'https://bank.example\\@evil.example/',
    'https://bank.example%40evil.example/',
  ])('is undefined for %j', (href) => {
    expect(destinationOf(href)).toBeUndefined()
  })
})

describe('hostToShow', () => {
  const url = (href: string) => new URL(href)

  it.each([
    ['the docs', 'https://example.com/'],
    ['한국어 문서', 'https://example.com/'],
    ['e.g. this, and so on. Then that', 'https://example.com/'],
    ['Python 3.12', 'https://example.com/'],
    ['example.com', 'https://example.com/docs'],
    ['Example.com', 'https://www.example.com/docs'],
    ['www.example.com', 'https://example.com/'],
    ['see example.com.', 'https://example.com/'],
    ['https://example.com', 'https://example.com/'],
    ['https://example.com/a/b.html', 'https://example.com/a/b.html'],
    ['example.com/a/b.html', 'https://example.com/a/b.html'],
    ['http://localhost:3000', 'http://localhost:3000/'],
    ['first.last@example.com', 'mailto:first.last@example.com'],
    ['write to us', 'mailto:tutor@example.com'],
  ])('is undefined for the text %j of %s', (text, href) => {
    expect(hostToShow(url(href), text)).toBeUndefined()
  })

  it.each([
    ['bank.example', 'https://evil.example/', 'evil.example'],
    ['Go to https://bank.example/login', 'https://evil.example:8080/', 'evil.example:8080'],
    ['bank.example', 'https://bank.example.evil.example/', 'bank.example.evil.example'],
    ['login.bank.example', 'https://bank.example/', 'bank.example'],
    ['bank.example and evil.example', 'https://evil.example/', 'evil.example'],
    ['x/bank.example', 'https://evil.example/', 'evil.example'],
    ['bank\u200b.example', 'https://evil.example/', 'evil.example'],
    ['bank.exa\u00admple', 'https://evil.example/', 'evil.example'],
    ['\u202emoc.knab', 'https://evil.example/', 'evil.example'],
    ['bank。example', 'https://evil.example/', 'evil.example'],
    ['bank．example', 'https://evil.example/', 'evil.example'],
    ['https:／／bank', 'https://evil.example/', 'evil.example'],
    ['127.0.0.1', 'https://evil.example/', 'evil.example'],
    ['http://localhost', 'https://evil.example/', 'evil.example'],
    // Cyrillic letters that look like Latin ones.
    ['аррӏе.com', 'https://аррӏе.com/', 'xn--80ak6aa92e.com'],
    ['аррӏе.com', 'https://evil.example/', 'evil.example'],
    ['support@bank.example', 'mailto:thief@evil.example', 'thief@evil.example'],
    ['bank.example', 'mailto:thief@evil.example', 'thief@evil.example'],
    ['thief@bank.example', 'https://evil.example/', 'evil.example'],
  ])('for the text %j of %s is %s', (text, href, host) => {
    expect(hostToShow(url(href), text)).toBe(host)
  })
})
