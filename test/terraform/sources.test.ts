import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { memoryMb } from '../../twin/runtime/node-flags.ts'

// What `terraform test` cannot see: forbidden text, what only shows when something is deleted, and
// what is shared with TypeScript. It reads text in the format of `terraform fmt`.

const root = fileURLToPath(new URL('../..', import.meta.url))

const readTerraform = (file: string) => readFileSync(`${root}/terraform/${file}`, 'utf8')

/** All Terraform files with this ending, relative to `terraform/`. */
const filesOf = (ending: string) =>
  readdirSync(`${root}/terraform`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('.terraform/'))
    .toSorted()

/** The outermost blocks of a file that begin with these words. */
const blocksOf = (file: string, head: string) =>
  readTerraform(file)
    .split(/^}\n/m)
    .map((text) => text.slice(text.search(new RegExp(`^${head} `, 'm'))))
    .filter((text) => text.startsWith(head))

const files = filesOf('.tf')

describe('what stands nowhere', () => {
  it('is a permission to call a function, but for the distribution or an API', () => {
    const giving = files.filter((file) => readTerraform(file).includes('aws_lambda_permission'))
    expect(giving).toEqual([
      'modules/http-api/api.tf',
      'modules/oac-distribution/permissions.tf',
      'modules/rest-api/api.tf',
    ])
    const permissions = giving.map((file) => blocksOf(file, 'resource "aws_lambda_permission"'))
    expect(permissions.map(({ length }) => length)).toEqual([1, 2, 1])
    for (const permission of permissions.flat()) {
      expect(permission).toMatch(/^ {2}source_arn += "?(\$\{)?aws_/m)
    }
  })

  it.each(files)('is an action by a pattern: %s', (file) => {
    const lists = readTerraform(file).match(/\bactions += \[[^\]]*\]/g) ?? []
    for (const list of lists) expect(list).not.toMatch(/[*?]/)
  })

  it.each(['.tf', '.tfvars', '.tfbackend', '.hcl', '.md', '.js'].flatMap(filesOf))(
    'is anything of anybody: %s',
    (file) => {
      const text = readTerraform(file)
      const accounts = [...text.matchAll(/(?<![\w-])\d{12}(?![\w-])/g)].map(([account]) => account)
      // AWS's own example account, and the others that its documentation uses.
      const examples = ['123456789012', '111122223333', '444455556666', '210987654321']
      expect(accounts.filter((account) => !examples.includes(account))).toEqual([])
      expect(text).not.toMatch(/\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{35}\b|-----BEGIN/)
    },
  )
})

describe('what can be turned off', () => {
  it.each([
    ['modules/waf/main.tf', 'aws_wafv2_web_acl'],
    ['modules/oac-distribution/domain.tf', 'aws_acm_certificate'],
    ['modules/oac-distribution/domain.tf', 'aws_acm_certificate_validation'],
    ['modules/rest-api/domain.tf', 'aws_acm_certificate'],
    ['modules/rest-api/domain.tf', 'aws_acm_certificate_validation'],
    ['modules/http-api/domain.tf', 'aws_acm_certificate'],
    ['modules/http-api/domain.tf', 'aws_acm_certificate_validation'],
  ])('is deleted only after the distribution has let go of it: %s %s', (file, type) => {
    // https://github.com/hashicorp/terraform-provider-aws/issues/37229
    const [block] = blocksOf(file, `resource "${type}"`)
    expect(block).toMatch(/^ {2}lifecycle {\n {4}create_before_destroy = true$/m)
  })
})

describe('the function', () => {
  it('has as much memory as the twin says', () => {
    const [memory] = blocksOf('variables.tf', 'variable "memory_mb"')
    expect(memory).toMatch(new RegExp(`^  default += ${memoryMb}$`, 'm'))
  })
})

describe('what users have written', () => {
  it.each([
    ['chat.tf', 'chat_tables', 'chat_tables_protected'],
    ['motivator.tf', 'feedback_table', 'feedback_protected'],
  ])('lies in tables that can be protected: %s', (file, name, protection) => {
    const [tables] = blocksOf(file, `module "${name}"`)
    expect(tables).toMatch(
      new RegExp(`^  deletion_protection_enabled += local\\.${protection}$`, 'm'),
    )
  })
})

describe('the environment variables', () => {
  /** The schema fields from which a function reads its configuration. */
  const readBy = (file: string) =>
    Array.from(
      readFileSync(`${root}/${file}`, 'utf8').matchAll(/^ {2,6}([A-Z_]+): \w+\./gm),
      ([, name]) => name,
    )
  const namedIn = (file: string) =>
    [...readTerraform(file).matchAll(/\b([A-Z][A-Z_]+_[A-Z_]+) *=/g)].map(([, name]) => name)

  it.each([
    ['function.tf', 'handlers/chatbot-query/environment.ts'],
    ['chat.tf', 'handlers/chat/environment.ts'],
    ['limits.tf', 'handlers/shared/limits.ts'],
    ['public_chat.tf', 'handlers/public-chat/environment.ts'],
    ['motivator.tf', 'handlers/motivator/environment.ts', 'handlers/motivator/care/help-lines.ts'],
    ['examples/rest-api/main.tf', 'handlers/chatbot-query/environment.ts'],
    ['examples/http-api/main.tf', 'handlers/public-chat/environment.ts'],
  ])('that %s sets are read by %s or by Powertools', (file, ...readers) => {
    expect(namedIn(file).length).toBeGreaterThan(3)
    const known = [...readers.flatMap(readBy), 'POWERTOOLS_LOG_LEVEL']
    const unknown = namedIn(file).filter((name) => !known.includes(name))
    expect(unknown).toEqual([])
  })

  const setting = ['function.tf', 'chat.tf', 'limits.tf', 'public_chat.tf', 'motivator.tf']
  it.each(setting)('of %s hold no secret and no override', (file) => {
    for (const forbidden of [
      ...['GEMINI_API_KEY', 'JWT_SECRET_KEY', 'COGNITO_JWKS_URI', 'ADDRESS_SALT'],
    ]) {
      expect(namedIn(file)).not.toContain(forbidden)
    }
    expect(readTerraform(file)).not.toMatch(/\bGEMINI_BASE_URL|AWS_ENDPOINT_URL/)
  })

  const own = files.filter((file) => !file.startsWith('examples/'))
  it.each(own.filter((file) => !setting.includes(file)))(
    'are named in one place for each function, and not in %s',
    (file) => {
      expect(readTerraform(file)).not.toMatch(
        /\b(ADDRESS|BEDROCK|COGNITO|DYNAMODB|FEEDBACK|GEMINI|HELP|JWT|LIMITS)_[A-Z_]+ *=/,
      )
    },
  )
})

describe('the root', () => {
  /** The arguments of a block at its own level. */
  const argumentsOf = (block = '') =>
    Array.from(block.matchAll(/^ {2}(\w+) +=/gm), ([, argument]) => argument)
  const variablesOf = (module: string) =>
    Array.from(
      readTerraform(`modules/${module}/variables.tf`).matchAll(/^variable "(\w+)"/gm),
      ([, name]) => name,
    )

  /** For users of the module alone; the root's provider sets the tags. */
  const notOfRoot: Record<string, string[]> = {
    'streaming-function': [
      ...['package_s3', 'layers', 'vpc', 'tags'],
      ...['environment_kms_key_arn', 'log_class', 'log_kms_key_arn'],
    ],
    'chat-tables': ['kms_key_arn', 'tags'],
    'limits-table': ['kms_key_arn', 'tags'],
    'feedback-table': ['kms_key_arn', 'tags'],
    'http-api': ['access_log_kms_key_arn', 'routes', 'tags'],
    'user-pool': ['tags'],
    'oac-distribution': ['access_log_kms_key_arn', 'tags'],
    waf: ['scope', 'log_kms_key_arn', 'tags'],
  }

  it.each([
    ['function.tf', 'function', 'streaming-function', []],
    ['chat.tf', 'chat', 'streaming-function', []],
    ['chat.tf', 'chat_tables', 'chat-tables', []],
    ['limits.tf', 'limits_table', 'limits-table', []],
    ['public_chat.tf', 'public_chat', 'streaming-function', []],
    ['public_chat.tf', 'public_chat_api', 'http-api', []],
    ['motivator.tf', 'motivator', 'streaming-function', ['parameter_arns', 'kms_key_arn']],
    ['motivator.tf', 'feedback_table', 'feedback-table', []],
    ['distribution.tf', 'distribution', 'oac-distribution', []],
    ['waf.tf', 'waf', 'waf', []],
    ['cognito.tf', 'user_pool', 'user-pool', []],
  ])('sets every variable of a module: %s, %s', (file, name, module, without) => {
    const [block] = blocksOf(file, `module "${name}"`)
    const own = ['source', 'count']
    const set = argumentsOf(block).filter((argument) => !own.includes(String(argument)))
    expect([...set, ...without, ...(notOfRoot[module] ?? [])].toSorted()).toEqual(
      variablesOf(module).toSorted(),
    )
  })
})

/** The types of resources that have no tags. */
const untagged = [
  ...['aws_acm_certificate_validation', 'aws_api_gateway_base_path_mapping'],
  ...['aws_api_gateway_deployment', 'aws_api_gateway_method_settings'],
  ...['aws_api_gateway_usage_plan_key', 'aws_apigatewayv2_api_mapping'],
  ...['aws_apigatewayv2_integration', 'aws_apigatewayv2_route'],
  ...['aws_cloudfront_monitoring_subscription', 'aws_cloudfront_origin_access_control'],
  ...['aws_cloudfront_response_headers_policy', 'aws_cognito_user_pool_client'],
  ...['aws_cognito_user_pool_domain', 'aws_iam_role_policy'],
  ...['aws_iam_role_policy_attachment', 'aws_lambda_alias', 'aws_lambda_function_url'],
  ...['aws_lambda_permission', 'aws_lambda_provisioned_concurrency_config', 'aws_route53_record'],
  ...['aws_wafv2_web_acl_association', 'aws_wafv2_web_acl_logging_configuration'],
]

describe('a module', () => {
  it.each(files.filter((file) => file.startsWith('modules/')))(
    'gives its tags to all that it creates: %s',
    (file) => {
      for (const resource of blocksOf(file, 'resource')) {
        const [, type = ''] = /^resource "(\w+)"/.exec(resource) ?? []
        const tagged = /^ {2}tags += var\.tags$/m.test(resource)
        expect(tagged, resource.slice(0, 80)).toBe(!untagged.includes(type))
      }
    },
  )

  it.each(files)('describes and types its variables: %s', (file) => {
    for (const variable of blocksOf(file, 'variable')) {
      expect(variable).toMatch(/^ {2}description += "[A-Z].*\."$/m)
      expect(variable).toMatch(/^ {2}type += /m)
    }
  })

  // A module leaves the upper bound to the root, so that it does not hold others back.
  it.each(files.filter((file) => file.endsWith('versions.tf')))(
    'says what it is made for, and has tests: %s',
    (file) => {
      const version = file === 'versions.tf' ? '>= 6.66, < 7.0' : '>= 6.66'
      expect(readTerraform(file)).toMatch(new RegExp(`^ +version += "${version}"$`, 'm'))
      const tests = file.replace('versions.tf', 'tests/')
      expect(filesOf('.tftest.hcl').some((each) => each.startsWith(tests))).toBe(true)
    },
  )

  it('has its versions', () => {
    const folders = new Set(files.map((file) => file.replace(/[^/]*$/, '')))
    for (const folder of folders) expect(files).toContain(`${folder}versions.tf`)
  })
})
