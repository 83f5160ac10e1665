import { describe, expect, it } from 'vitest'
import type { ChatModel } from '../answer/answer.ts'
import { bedrockAgent } from './bedrock-agent.ts'
import { bedrockConverse } from './bedrock-converse.ts'
import { canned } from './canned.ts'
import { gemini } from './gemini.ts'
import { withBreaker } from './with-breaker.ts'
import { withFallback } from './with-fallback.ts'
import { withRetry } from './with-retry.ts'

const apiKey = async () => 'key'
const large = gemini({ model: 'm', apiKey })
const small = bedrockConverse({ modelId: 'm', maxTokens: 64 })
const agent = bedrockAgent({ agentId: 'A1B2C3D4E5', agentAliasId: 'TSTALIASID' })
const none = canned(() => 'Later.')

describe('the longest answer', () => {
  it.each<[string, ChatModel, number | undefined]>([
    ['Gemini by default', large, 8_192],
    ['Gemini', gemini({ model: 'm', apiKey, maxOutputTokens: 9 }), 9],
    ['Converse by default', bedrockConverse({ modelId: 'm' }), 4_096],
    ['Converse', small, 64],
    ['an agent, which does not say', agent, undefined],
    ['a canned answer, which costs nothing', none, 0],
    ['a model with retries', withRetry(small), 64],
    ['a model with a breaker', withBreaker(withRetry(small)), 64],
    ['a model with a smaller fallback', withFallback(large, small), 8_192],
    ['a model with a larger fallback', withFallback(small, large), 8_192],
    ['a model with a canned fallback', withFallback(small, none), 64],
    ['a model whose fallback does not say', withFallback(large, agent), undefined],
    ['a model that does not say, with a fallback', withFallback(agent, large), undefined],
    ['a wrapped model that does not say', withBreaker(withRetry(agent)), undefined],
  ])('of %s is known', (_name, model, tokens) => {
    expect(model.maxOutputTokens).toBe(tokens)
  })
})
