import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { defaultFunction, edgeRoutes, functions } from '../../scripts/functions.ts'

const root = fileURLToPath(new URL('../../terraform', import.meta.url))
const read = (file: string) => readFileSync(`${root}/${file}`, 'utf8')
const code = globSync('*.tf', { cwd: root }).map(read).join('\n')

describe('the functions of handlers/functions.json', () => {
  it('are read, and their paths nowhere repeated', () => {
    expect(code).toMatch(/jsondecode\(file\(".{14}\/\.\.\/handlers\/functions\.json"\)\)/)
    for (const { path } of edgeRoutes.filter((route) => route.path !== '*')) {
      expect(code).not.toContain(`${path}"`)
    }
  })

  it('have the public chat behind an HTTP API, which does not stream', () => {
    const { exports = [] } = functions.find((each) => each.functionName === 'public-chat') ?? {}
    expect(exports).toContain('handler')
    const [own] = code.split(/^module /m).filter((block) => block.includes('/public-chat.zip"'))
    expect(own).toMatch(/^ {2}handler += "index\.handler"$/m)
    expect(read('distribution.tf')).not.toContain('public')
  })

  // An HTTP API stands before the public chat, with a route of its own.
  const distributed = functions.filter(({ functionName }) => functionName !== 'public-chat')

  it.each(distributed)('are deployed as they are built: $functionName', (own) => {
    const entry = `local.functions["${own.functionName}"]`
    const modules = code
      .split(/^module /m)
      .filter((block) => block.includes(`/dist/lambda/${own.functionName}.zip"`))
    expect(modules).toHaveLength(1)
    expect(modules[0]).toMatch(/^ {2}source += "\.\/modules\/streaming-function"$/m)
    expect(modules[0]).toContain(`"index.\${${entry}.functionUrl}"`)

    const [ofDefault, ofOthers] = read('distribution.tf').split('functions_by_path')
    expect(own === defaultFunction ? ofDefault : ofOthers).toContain(`= ${entry}.routes\n`)
  })
})

describe('the CloudFront Function', () => {
  it('is the very file that is tested, with the constants that the twin gives it', () => {
    const viewerRequest = read('modules/oac-distribution/viewer_request.tf')
    expect(viewerRequest).toMatch(
      /^ +"const allowedOrigins = .{jsonencode\(var.allowed_origins\)}",$/m,
    )
    expect(viewerRequest).toMatch(/^ +"const routes = .{jsonencode\(local.routes\)}",$/m)
    expect(viewerRequest).toMatch(/^ +file\(".{14}\/viewer-request\.js"\),$/m)
  })
})
