import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { moduleGraph } from '../test/support/module-graph.ts'
import { viewerRequestFunction } from '../twin/edge/viewer-request.ts'
import { leadsTo } from '../twin/routed-functions.ts'
import { defaultFunction, edgeRoutes, functions } from './functions.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string) => readFileSync(`${root}/${file}`, 'utf8')
const files = (pattern: string) =>
  globSync(pattern, { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
const names = functions.map(({ functionName }) => functionName)

/** The imports that bring a service into a function. */
const sources = {
  cognito: /^middlewares\/cognito-auth\.ts$/,
  ssm: /^middlewares\/ssm-parameters\.ts$/,
  gemini: /^src\/models\/gemini\.ts$/,
  dynamodb: /^src\/dynamodb\//,
  bedrock: /^src\/models\/bedrock-/,
}

describe('handlers/functions.json', () => {
  it('has each handler once', () => {
    const handlers = files('handlers/*.ts').map((file) => basename(file, '.ts'))
    expect([...names].sort()).toEqual(handlers.sort())
  })

  it('routes each path to one function, and all other paths to the default one', () => {
    const paths = edgeRoutes.map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
    expect(edgeRoutes.at(-1)?.path).toBe('*')
    expect(defaultFunction.routes).toContainEqual(edgeRoutes.at(-1))
  })

  describe.each(functions)('of $functionName', ({ functionName, routes, ...own }) => {
    const source = read(`handlers/${functionName}.ts`)

    it('has what the handler exports', () => {
      const exported = Array.from(source.matchAll(/^export const (\w+)/gm), ([, name]) => name)
      expect([...own.exports].sort()).toEqual(exported.sort())
      expect(own.exports).toContain(own.exportName)
    })

    it('lists the services that the handler calls', async () => {
      const inputs = Object.keys(await moduleGraph(`handlers/${functionName}.ts`))
      const asked = Object.entries(sources)
        .filter(([, file]) => inputs.some((input) => file.test(input)))
        .map(([service]) => service)
      expect([...own.services].sort()).toEqual(asked.sort())
    })

    it('has the routes of the handler if there are several', () => {
      const [file] = files(`handlers/${functionName}/routes.ts`)
      const found = file ? [...read(file).matchAll(/method: '(\w+)', path: '([^']+)'/g)] : []
      const methodsOf: Record<string, string[]> = {}
      for (const [, method = '', path = ''] of found) {
        const pattern = path.replace(/\{\w+\}$/, '*')
        methodsOf[pattern] = [...(methodsOf[pattern] ?? []), method]
      }
      const listed = file ? routes : []
      expect(Object.fromEntries(listed.map(({ path, methods }) => [path, methods]))).toEqual(
        methodsOf,
      )
    })

    const edge = viewerRequestFunction([], edgeRoutes)

    const events = files(`events/${functionName}.*.json`).map((file) => [
      basename(file),
      JSON.parse(read(file)),
    ])
    const recorded = events.filter(([, event]) => event.headers['x-amz-cf-id'] !== undefined)
    it.each(recorded)('accepts the recorded request %s', (_, { rawPath, requestContext }) => {
      const { method } = requestContext.http
      const request = { method, uri: rawPath, querystring: {}, cookies: {}, headers: {} }
      expect(edge(request, '::1')).toMatchObject({ uri: rawPath })
    })

    const fromRestApi = events.filter(([, event]) => event.httpMethod !== undefined)
    it.each(fromRestApi)('has the path and the method of %s', (_, { path, httpMethod }) => {
      const fits = routes.filter((route) => leadsTo([route.path], path))
      expect(fits.flatMap((route) => route.methods)).toContain(httpMethod)
    })

    it.each(fromRestApi)('answers %s as behind CloudFront', (name) => {
      const restApi = `${functionName}.rest-api`
      const same = name.replace('.json', '').replace(`${restApi}-`, `${functionName}.`)
      const counterpart = same === restApi ? `${functionName}.ok` : same
      const [one, other] = [name.replace('.json', ''), counterpart].map((each) =>
        read(`events/expected/${each}.txt`).replace(/"requestId":"[^"]*"/, ''),
      )
      expect(one).toBe(other)
    })

    it('routes the recorded request to it', () => {
      const { rawPath } = JSON.parse(read(`events/${functionName}.ok.json`))
      const fits = edgeRoutes.find(({ path }) => leadsTo([path], rawPath))
      expect(routes).toContainEqual(fits)
    })
  })
})
