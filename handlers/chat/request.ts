import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as z from 'zod/mini'
import { lineOf } from '../../src/chat-store/title.ts'
import { keysOf } from '../../src/issues.ts'
import { text } from '../shared/text.ts'

const longestPrompt = 16_000
const longestTitle = 100

/** The body of `POST /chat`; a new chat begins without `chat_id`, or with `null`. Each message completes a sentence about its field. */
export const chatRequest = z.object(
  {
    prompt: text(longestPrompt),
    chat_id: z.nullish(z.uuid('must be the id of a chat')),
    question_id: z.nullish(z.uuid('must be a UUID')),
    replaces: z.nullish(z.uuid('must be the id of a question')),
    until: z.nullish(z.uuid('must be the id of a question')),
  },
  'must be an object',
)

/** The body of `PATCH /chats/{id}`. */
export const renameRequest = z.object(
  {
    title: z.pipe(text(longestTitle), z.transform(lineOf)).check(z.minLength(1, 'is required')),
  },
  'must be an object',
)

/** E.g. `Field 'prompt' is required`. */
export const describeChatFaults = (issues: readonly StandardSchemaV1.Issue[]): string =>
  issues
    .map((issue) => {
      const [field] = keysOf(issue)
      return `${field === undefined ? 'The body' : `Field '${String(field)}'`} ${issue.message}`
    })
    .join('; ')
