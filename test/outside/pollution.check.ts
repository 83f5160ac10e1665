import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { jsonBody } from '../../middlewares/json-body.ts'
import { jsonErrors } from '../../middlewares/json-errors.ts'
import { readOutside } from './data.ts'

type Case = { json: string; note?: string }
const { cases } = JSON.parse(readOutside('json-bodies/prototype-pollution.json')) as {
  cases: Case[]
}

/** Whether a key reaches a prototype, judged by the values and not by the text. */
const reaches = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(
    ([key, inner]) =>
      key === '__proto__' ||
      (key === 'constructor' &&
        typeof inner === 'object' &&
        inner &&
        Object.hasOwn(inner, 'prototype')) ||
      reaches(inner),
  )

const handler = middy()
  .use(jsonErrors())
  .use(jsonBody({ schema: z.unknown() }))
  .handler(({ body }) => ({ statusCode: 200, body: JSON.stringify(body) }))

describe.each(cases)('the body $json', ({ json }) => {
  it('pollutes nothing, and passes if it is harmless', async () => {
    const event = { headers: { 'content-type': 'application/json' }, body: json }
    const response = await handler(event, { awsRequestId: 'r-1' } as Context)
    const names = ['x', 'y', 'bar', 'foo', 'evilProperty', 'status', 'polluted', 'client', 'name']
    for (const name of names) expect(({} as Record<string, unknown>)[name], name).toBeUndefined()
    expect((response as { statusCode: number }).statusCode).toBe(
      reaches(JSON.parse(json)) ? 400 : 200,
    )
  })
})
