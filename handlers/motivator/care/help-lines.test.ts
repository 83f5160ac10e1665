import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { readConfig } from '../../../src/config.ts'
import known from './help-lines.json' with { type: 'json' }
import { helpLinesOf, helpLineVariables, regionsNeedHelpLines } from './help-lines.ts'

const schema = z.object(helpLineVariables).check(regionsNeedHelpLines())
const linesOf = (environment: NodeJS.ProcessEnv = {}) =>
  helpLinesOf(readConfig(schema, environment))
const own = (...lines: object[]) => JSON.stringify(lines)
const line = { region: 'SE', name: 'Mind', contact: '90101', hours: '24/7' }

describe('the known help lines', () => {
  it.each(known)('of $region: $name', ({ region, contact, url, hours, source, checked }) => {
    expect(region).toMatch(/^([A-Z]{2}|INTERNATIONAL)$/)
    expect(contact).toMatch(region === 'INTERNATIONAL' ? /^[a-z.]+$/ : /^[\d -]+$/)
    if (url !== undefined) expect(new URL(url).protocol).toBe('https:')
    expect(hours).not.toBe('')
    expect(source).not.toBe('')
    expect(checked).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  })
})

describe('helpLinesOf', () => {
  it('has lines of several regions and an international directory by default', () => {
    expect(new Set(linesOf()('en').map(({ region }) => region))).toEqual(
      new Set(['US', 'KR', 'GB', 'INTERNATIONAL']),
    )
  })

  it('puts the lines of Korea first for a reader of Korean', () => {
    expect(linesOf()('ko')[0]).toEqual({
      region: 'KR',
      name: '자살예방 상담전화',
      contact: '109',
      hours: '24시간',
    })
    expect(linesOf()('ko')).toHaveLength(linesOf()('en').length)
  })

  it('adds no region for a reader of Korean', () => {
    expect(linesOf({ HELP_LINE_REGIONS: 'FR' })('ko').map(({ contact }) => contact)).toEqual([
      '3114',
    ])
  })

  it('keeps the order of the configured regions', () => {
    const regions = linesOf({ HELP_LINE_REGIONS: 'NZ, IE' })('en').map(({ region }) => region)
    expect(regions).toEqual(['NZ', 'IE'])
  })

  it('replaces the known lines of a region by own ones', () => {
    const lines = linesOf({
      HELP_LINE_REGIONS: 'US,GB',
      HELP_LINES: own({ ...line, region: 'US', url: 'https://example.com' }),
    })
    expect(lines('en').map(({ contact }) => contact)).toEqual(['90101', '116 123'])
  })

  it('adds own lines of other regions, also of those that are named', () => {
    expect(linesOf({ HELP_LINE_REGIONS: 'GB', HELP_LINES: own(line) })('en')[1]).toEqual(line)
    expect(linesOf({ HELP_LINE_REGIONS: 'SE', HELP_LINES: own(line) })('en')).toEqual([line])
  })

  it('shows neither source nor date', () => {
    for (const shown of linesOf()('en')) {
      expect(Object.keys(shown)).not.toContain('source')
      expect(Object.keys(shown)).not.toContain('checked')
    }
  })
})

describe('the variables', () => {
  it.each(['Korea', 'KR;US', 'kr', 'KR,'])('refuse the regions "%s"', (regions) => {
    expect(() => linesOf({ HELP_LINE_REGIONS: regions })).toThrow(/HELP_LINE_REGIONS: must be/)
  })

  it('refuse a region without a line', () => {
    expect(() => linesOf({ HELP_LINE_REGIONS: 'XX' })).toThrow(/HELP_LINE_REGIONS: no help line/)
  })

  it.each([
    ['not JSON', 'call 109', /HELP_LINES: must be JSON/],
    ['no list', '{}', /HELP_LINES: /],
    ['an empty list', '[]', /HELP_LINES: /],
    ['http', own({ ...line, url: 'http://example.com' }), /HELP_LINES\.0\.url: must be an https/],
    ['a script', own({ ...line, url: 'javascript:alert(1)' }), /HELP_LINES\.0\.url: must be/],
    ['an unknown field', own({ ...line, phone: '1' }), /HELP_LINES\.0: /],
  ])('refuse %s', (_, lines, fault) => {
    expect(() => linesOf({ HELP_LINES: lines })).toThrow(fault)
  })

  it('name every fault at once, without the value', () => {
    const start = () =>
      linesOf({
        HELP_LINE_REGIONS: 'private-region',
        HELP_LINES: own({ ...line, name: '' }, { region: 'private', contact: 'x', hours: 'y' }),
      })
    expect(start).toThrow(
      /HELP_LINE_REGIONS: .*HELP_LINES\.0\.name: .*HELP_LINES\.1\.region: .*HELP_LINES\.1\.name: /s,
    )
    expect(start).not.toThrow(/private/)
  })
})
