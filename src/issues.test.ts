import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { describeIssues } from './issues.ts'

const issue = (...path: PropertyKey[]) => ({ message: 'is wrong', path })

describe('the path of an issue', () => {
  it.each<[string, PropertyKey[]]>([
    ['query', ['query']],
    ['history[1].role', ['history', 1, 'role']],
    ['[0]', [0]],
    ['[0][1].a', [0, 1, 'a']],
    ['a.0', ['a', '0']],
    ['(the whole body)', []],
  ])('reads %s', (text, path) => {
    expect(describeIssues([issue(...path)], false)).toBe(text)
  })

  it('is the whole body when there is none', () => {
    expect(describeIssues([{ message: 'is wrong' }], false)).toBe('(the whole body)')
  })

  it('is read from keys and from segments that hold a key', () => {
    expect(describeIssues([{ message: '', path: ['a', { key: 1 }, { key: 'b' }] }], false)).toBe(
      'a[1].b',
    )
  })

  it('is cut at 100 characters, for a client chooses the keys of a record', () => {
    expect(describeIssues([issue('k'.repeat(5000))], false)).toBe('k'.repeat(100))
  })
})

describe('several issues', () => {
  it('come in one line', () => {
    expect(describeIssues([issue('a'), issue('b')], false)).toBe('a, b')
    expect(describeIssues([issue('a'), issue('b')], true)).toBe('a: is wrong; b: is wrong')
  })

  it('of one path come once', () => {
    expect(describeIssues([issue('a'), issue('a'), issue('b')], false)).toBe('a, b')
  })

  it('are counted after the twentieth', () => {
    const issues = Array.from({ length: 1000 }, (_, at) => issue('list', at))

    expect(describeIssues(issues, false)).toMatch(/^list\[0\], .*list\[19\], and 980 more$/)
  })
})

describe('the reasons', () => {
  const input = { query: 'the-secret-input' }
  const issuesOf = (schema: StandardSchemaV1) => {
    const result = schema['~standard'].validate(input)
    return 'issues' in result ? (result.issues ?? []) : []
  }
  const zodIssues = issuesOf(z.object({ query: z.number() }))
  const valibotIssues = issuesOf(v.object({ query: v.number() }))

  it('of valibot repeat the input, so they stay out unless asked for', () => {
    expect(describeIssues(valibotIssues, false)).toBe('query')
    expect(describeIssues(valibotIssues, true)).toContain('the-secret-input')
  })

  it('of zod do not', () => {
    expect(describeIssues(zodIssues, false)).toBe('query')
    expect(describeIssues(zodIssues, true)).toMatch(/^query: Invalid input/)
    expect(describeIssues(zodIssues, true)).not.toContain('the-secret-input')
  })
})
