import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { memoryMb } from '../../twin/runtime/node-flags.ts'
import {
  type Block,
  blocks,
  inner,
  moduleFolders,
  readModule,
  readTerraform,
  terraformFiles,
} from './parse.ts'

/** The one block of its kind. */
const only = (folder: string, type: string, kind = 'resource'): Block => {
  const found = blocks(folder, kind, type)
  expect(found, `${kind} ${type} of ${folder}`).toHaveLength(1)
  return found[0] as Block
}

const first = (block: Block, name: string): Block => inner(block, name)[0] as Block

const edge = 'modules/oac-distribution'
const lambda = 'modules/streaming-function'

describe('who may call a function', () => {
  const permissions = blocks(edge, 'resource', 'aws_lambda_permission')

  it('is its distribution alone, and the alias alone', () => {
    expect(permissions).toHaveLength(2)
    for (const permission of permissions) {
      expect(permission).toMatchObject({
        principal: 'cloudfront.amazonaws.com',
        source_arn: '${aws_cloudfront_distribution.this.arn}',
        for_each: '${local.functions}',
        qualifier: '${each.value.alias}',
      })
    }
  })

  it('has both permissions that a URL needs since October 2025', () => {
    const byAction = Object.fromEntries(permissions.map((each) => [each.action, each]))
    expect(byAction).toEqual({
      'lambda:InvokeFunctionUrl': expect.objectContaining({ function_url_auth_type: 'AWS_IAM' }),
      'lambda:InvokeFunction': expect.objectContaining({ invoked_via_function_url: true }),
    })
    expect(byAction['lambda:InvokeFunction']).not.toHaveProperty('function_url_auth_type')
  })

  it('is nobody else: no other module gives a permission', () => {
    for (const folder of moduleFolders().filter((each) => each !== edge)) {
      expect(blocks(folder, 'resource', 'aws_lambda_permission'), folder).toEqual([])
    }
  })
})

describe('the function URL', () => {
  const url = only(lambda, 'aws_lambda_function_url')

  it('is of a function with as much memory as the twin says', () => {
    const { memory_mb } = readModule('.').variable as Record<string, Block[]>
    expect(memory_mb).toEqual([expect.objectContaining({ default: memoryMb })])
  })

  it('streams, asks IAM, and belongs to the alias', () => {
    expect(url).toMatchObject({
      authorization_type: 'AWS_IAM',
      invoke_mode: 'RESPONSE_STREAM',
      qualifier: '${aws_lambda_alias.live.name}',
    })
  })

  it('sends no CORS headers beside those of the distribution', () => {
    expect(url).not.toHaveProperty('cors')
  })
})

describe('the distribution', () => {
  const distribution = only(edge, 'aws_cloudfront_distribution')
  const behavior = first(distribution, 'default_cache_behavior')
  const byPath = first(distribution, 'ordered_cache_behavior')

  it('signs always: otherwise the token of a viewer is taken for the signature', () => {
    expect(only(edge, 'aws_cloudfront_origin_access_control')).toMatchObject({
      origin_access_control_origin_type: 'lambda',
      signing_behavior: 'always',
      signing_protocol: 'sigv4',
    })
  })

  it('allows the one legal set of methods that has POST', () => {
    // https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html
    const all = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']
    expect([...(behavior.allowed_methods as string[])].sort()).toEqual(all)
    expect(behavior.cached_methods).toEqual(['GET', 'HEAD'])
  })

  it('treats the paths of all functions alike', () => {
    const { path_pattern: _, target_origin_id: __, ...settings } = byPath
    expect(behavior).toEqual({ target_origin_id: 'function', ...settings })
  })

  it('caches and compresses nothing, and forwards everything but Host', () => {
    expect(behavior).toMatchObject({ compress: false, viewer_protocol_policy: 'https-only' })
    expect(only(edge, 'aws_cloudfront_cache_policy', 'data').name).toBe('Managed-CachingDisabled')
    expect(only(edge, 'aws_cloudfront_origin_request_policy', 'data').name).toBe(
      'Managed-AllViewerExceptHostHeader',
    )
  })

  it('runs the function at viewer-request, from the very file that is tested', () => {
    const associated = inner(behavior, 'function_association')
    expect(associated.map((each) => each.event_type)).toEqual(['viewer-request'])
    expect(only(edge, 'aws_cloudfront_function')).toMatchObject({
      runtime: 'cloudfront-js-2.0',
      code: expect.stringContaining('${file("${path.module}/viewer-request.js")}'),
    })
  })

  it('overrides all CORS headers of its origin, and shows what a client must wait for', () => {
    const cors = first(only(edge, 'aws_cloudfront_response_headers_policy'), 'cors_config')
    expect(cors.origin_override).toBe(true)
    expect(first(cors, 'access_control_expose_headers').items).toEqual(
      expect.arrayContaining(['retry-after', 'x-ratelimit-limit', 'x-ratelimit-remaining']),
    )
    expect(first(cors, 'access_control_allow_headers').items).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'id_token', 'x-amz-content-sha256']),
    )
  })
})

describe('what can be turned off', () => {
  it.each([
    ['modules/waf', 'aws_wafv2_web_acl'],
    [edge, 'aws_acm_certificate'],
    [edge, 'aws_acm_certificate_validation'],
  ])('is deleted only after the distribution has let go of it: %s %s', (folder, type) => {
    // https://github.com/hashicorp/terraform-provider-aws/issues/37229; no `terraform test` can see it.
    expect(first(only(folder, type), 'lifecycle').create_before_destroy).toBe(true)
  })
})

describe('the environment variables', () => {
  /** The fields of the schema that a function reads its configuration by. */
  const readBy = (file: string) => {
    const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
    return Array.from(source.matchAll(/^ {4,6}([A-Z_]+): (?:env|z)\./gm), ([, name]) => name)
  }
  const namedIn = (file: string) =>
    [...readTerraform(file).matchAll(/\b([A-Z][A-Z_]+_[A-Z_]+) *=/g)].map(([, name]) => name)

  it.each([
    ['function.tf', 'handlers/chatbot-query.ts'],
    ['chat.tf', 'handlers/chat/environment.ts'],
  ])('that %s sets are read by %s or by Powertools', (file, reader) => {
    expect(namedIn(file).length).toBeGreaterThan(3)
    const known = [...readBy(reader), 'POWERTOOLS_LOG_LEVEL']
    const unknown = namedIn(file).filter((name) => !known.includes(name))
    expect(unknown).toEqual([])
  })

  it.each(['function.tf', 'chat.tf'])('of %s hold no secret and no override', (file) => {
    for (const forbidden of ['GEMINI_API_KEY', 'JWT_SECRET_KEY', 'COGNITO_JWKS_URI']) {
      expect(namedIn(file)).not.toContain(forbidden)
    }
    expect(readTerraform(file)).not.toMatch(/\bGEMINI_BASE_URL|AWS_ENDPOINT_URL/)
  })

  it('are named in one place for each function', () => {
    const places = ['function.tf', 'chat.tf']
    for (const file of terraformFiles('.tf').filter((each) => !places.includes(each))) {
      expect(readTerraform(file), file).not.toMatch(/\b(COGNITO|GEMINI|DYNAMODB|JWT)_[A-Z_]+ *=/)
    }
  })
})

describe('the chats', () => {
  const module = (name: string) => (readModule('.').module as Record<string, Block[]>)[name]?.[0]
  const tables = blocks('modules/chat-tables', 'resource', 'aws_dynamodb_table')

  it.each(['chat', 'chat_tables'])('are there only if asked for: %s', (name) => {
    expect(module(name)).toMatchObject({ count: '${var.chat == null ? 0 : 1}' })
  })

  it('stream, from a package of their own', () => {
    expect(module('chat')).toMatchObject({
      handler: 'index.streaming',
      package_path: '${path.module}/../dist/lambda/chat.zip',
    })
  })

  it('can be protected, are encrypted, restorable, and expire', () => {
    expect(module('chat_tables')).toMatchObject({
      deletion_protection_enabled: '${local.chat_tables_protected}',
    })
    expect(tables).toHaveLength(2)
    for (const table of tables) {
      expect(table).toMatchObject({
        billing_mode: 'PAY_PER_REQUEST',
        deletion_protection_enabled: '${var.deletion_protection_enabled}',
        point_in_time_recovery: [{ enabled: true }],
        server_side_encryption: [{ enabled: true }],
        ttl: [{ attribute_name: 'expires_at', enabled: true }],
      })
    }
  })

  it('take paths that the function at the edge knows', () => {
    const [distribution] = (readModule('.').module as Record<string, Block[]>).distribution ?? []
    const paths = String(distribution?.functions_by_path).match(/"\/[^"]*"/g)
    expect(paths).toEqual(['"/chat"', '"/chats"', '"/chats/*"'])
  })
})

describe('every policy', () => {
  const statements = moduleFolders().flatMap((folder) =>
    blocks(folder, 'data', 'aws_iam_policy_document').flatMap((document) =>
      inner(document, 'statement').map((statement) => ({ folder, statement })),
    ),
  )

  it('names its actions in full, or begins to read', () => {
    expect(statements.length).toBeGreaterThan(5)
    const actions = statements.flatMap(({ statement }) => statement.actions as string[])
    // `Get*`, `List*` and `Describe*` change nothing; a plan has to read what it compares.
    const wild = actions.filter(
      (action) => action.includes('*') && !/:(Get|List|Describe)\*$/.test(action),
    )
    expect(wild).toEqual([])
  })

  it('trusts no subject of GitHub by a pattern', () => {
    const conditions = statements.flatMap(({ statement }) => inner(statement, 'condition'))
    const subjects = conditions.filter(({ variable }) => String(variable).endsWith(':sub'))
    expect(subjects.length).toBeGreaterThan(0)
    for (const { test, values } of subjects) {
      expect(test).toBe('StringEquals')
      expect(JSON.stringify(values)).not.toContain('*')
    }
  })

  it('that reads a parameter reads those alone that it was given', () => {
    const [reading] = statements.filter(
      ({ folder, statement }) =>
        folder === lambda && (statement.actions as string[]).includes('ssm:GetParameter'),
    )
    expect(reading?.statement.actions).toEqual(['ssm:GetParameter'])
  })
})

describe('every module', () => {
  it.each(moduleFolders())('%s describes and types its variables', (folder) => {
    const variables = Object.entries((readModule(folder).variable ?? {}) as Record<string, Block[]>)
    for (const [name, [variable]] of variables) {
      expect(variable?.description, name).toMatch(/^[A-Z].*\.$/)
      expect(variable?.type, name).toBeDefined()
    }
  })

  it.each(moduleFolders())('%s says what it is made for, and has tests', (folder) => {
    const prefix = folder === '.' ? '' : `${folder}/`
    const [terraform] = readModule(folder).terraform as Block[]
    expect(JSON.stringify(readModule(folder).terraform)).toContain('>= 6.28, < 7.0')
    expect(terraform).toBeDefined()
    const tests = terraformFiles('.tftest.hcl').filter((file) => file.startsWith(`${prefix}tests/`))
    expect(tests.length).toBeGreaterThan(0)
  })
})

describe('nothing of anybody', () => {
  const files = ['.tf', '.tfvars', '.tfbackend', '.hcl', '.md', '.js'].flatMap(terraformFiles)

  it.each(files)('stands in %s', (file) => {
    const text = readTerraform(file)
    const accounts = [...text.matchAll(/(?<![\w-])\d{12}(?![\w-])/g)].map(([account]) => account)
    // AWS's own example account, and those that its documentation uses beside it.
    const examples = ['123456789012', '111122223333', '444455556666', '210987654321']
    expect(accounts.filter((account) => !examples.includes(account))).toEqual([])
    expect(text).not.toMatch(/\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{35}\b|-----BEGIN/)
  })
})
