import middy from '@middy/core'
import * as z from 'zod/mini'
import { chatHistory } from '../../middlewares/chat-history.ts'
import { cognitoAuth } from '../../middlewares/cognito-auth.ts'
import { jsonAnswer } from '../../middlewares/json-answer.ts'
import { jsonBody } from '../../middlewares/json-body.ts'
import { canned } from '../../src/models/canned.ts'

const model = canned(() => 'Later.')
const body = jsonBody({ schema: z.object({ prompt: z.string() }) })
const chats = chatHistory({ chatsTable: 'chats', messagesTable: 'messages' })
const auth = cognitoAuth({ userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example' })

middy()
  .use(jsonAnswer())
  .use(auth)
  .use(body)
  .use(chats)
  .handler((event, { chat, signal }) =>
    model.answer({ system: '', user: event.body.prompt, history: chat.history }, { signal }),
  )

middy()
  .use([jsonAnswer(), auth, body, chats])
  .handler((event, { chat, signal }) =>
    model.answer({ system: '', user: event.body.prompt, history: chat.history }, { signal }),
  )

middy()
  .use(jsonAnswer())
  .use(body)
  .use(chats)
  .handler((event, { chat, signal }) =>
    // @ts-expect-error nobody has checked a token, so the chat belongs to nobody
    model.answer({ system: '', user: event.body.prompt, history: chat.history }, { signal }),
  )
