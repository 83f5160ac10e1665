import type { Content, GeminiRequest } from './gemini-wire.ts'

type Part = NonNullable<Content['parts']>[number]

/**
 * The rule of Google's API that a request breaks, in Google's words.
 *
 * @see https://ai.google.dev/api/caching#Content
 * @see https://ai.google.dev/gemini-api/docs/thinking
 */
export function brokenRule(
  { contents, generationConfig }: GeminiRequest,
  model: string,
): string | undefined {
  if (contents.length === 0) return '* GenerateContentRequest.contents: contents is not specified\n'
  if (contents.some(({ role = 'user' }) => role !== 'user' && role !== 'model')) {
    return 'Please use a valid role: user, model.'
  }
  if (contents.at(-1)?.role === 'model') {
    return 'Please ensure that single turn requests end with a user role or the role field is empty.'
  }
  if (hasNoMinimalThinking(model) && thinkingLevelOf(generationConfig) === 'minimal') {
    return 'Thinking level MINIMAL is not supported for this model.'
  }
  return contents.map(brokenRuleOfParts).find((rule) => rule !== undefined)
}

function brokenRuleOfParts({ parts = [] }: Content, at: number): string | undefined {
  const field = `* GenerateContentRequest.contents[${at}].parts`
  if (parts.length === 0) return `${field}: contents.parts must not be empty.\n`
  const empty = parts.findIndex(isEmpty)
  return empty < 0
    ? undefined
    : `${field}[${empty}].data: required oneof field 'data' must have one initialized field\n`
}

function isEmpty({ text = '', ...others }: Part): boolean {
  return text === '' && Object.keys(others).length === 0
}

function hasNoMinimalThinking(model: string): boolean {
  return /^gemini-3\.[78]-/.test(model)
}

function thinkingLevelOf(config: GeminiRequest['generationConfig'] = {}): string {
  const { thinkingLevel } = (config.thinkingConfig ?? {}) as { thinkingLevel?: unknown }
  return String(thinkingLevel).toLowerCase()
}
