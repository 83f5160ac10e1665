import { recordedChats } from '../../scripts/events/recorded-chats.ts'
import type { FailingModel } from './failing-model.ts'
import type { FailureCase, World } from './failure-case.ts'
import { breaksOf, say } from './scripts.ts'

const goOn = ({ id }: { id: string }, prompt = 'And then?') => ({
  body: JSON.stringify({ prompt, chat_id: id }),
})

/** Failures around the tables of `chat`, with this model. */
export const chatCases = (model: FailingModel): FailureCase[] => {
  const { replies } = breaksOf(model)
  const answer = say(model.text('Look'), model.end)

  /** The question is saved; then the tables fail, before the answer is saved. */
  const breaksOnceAsked = (breakTables: (world: World) => void) => (world: World) =>
    replies(() => breakTables(world), answer)(world)

  return [
    { name: 'nothing', status: 200, ending: 'done' },
    {
      name: 'tables denied',
      break: ({ dynamodb }) => {
        dynamodb.fail = 'AccessDeniedException'
      },
      status: 503,
      ending: 'json history_unavailable',
      logged: { error: 'AccessDeniedException', table: 'local-chats, local-chat-messages' },
    },
    {
      name: 'tables down',
      break: ({ dynamodb }) => {
        dynamodb.fail = 'down'
      },
      status: 503,
      ending: 'json history_unavailable',
    },
    {
      name: 'tables silent',
      break: ({ dynamodb }) => {
        dynamodb.fail = 'hang'
      },
      status: 503,
      ending: 'json history_unavailable',
    },
    {
      name: 'tables: signature expired',
      break: ({ dynamodb }) => {
        dynamodb.fail = { failure: 'expired signature', times: 2 }
      },
      status: 200,
      ending: 'done',
    },
    {
      name: 'tables throttled without end',
      break: ({ dynamodb }) => dynamodb.throttle(1),
      request: goOn(recordedChats.ofLearner),
      status: 503,
      ending: 'json history_unavailable',
    },
    {
      name: 'tables throttled at times',
      break: ({ dynamodb }) => dynamodb.throttle(0.3),
      requests: 10,
      status: 200,
      ending: 'done',
    },
    {
      name: 'answer not saved: denied',
      break: breaksOnceAsked(({ dynamodb }) => {
        dynamodb.fail = 'AccessDeniedException'
      }),
      chunks: 1,
      status: 200,
      ending: 'error history_not_saved',
    },
    {
      name: 'answer not saved: throttled',
      break: breaksOnceAsked(({ dynamodb }) => dynamodb.throttle(1)),
      chunks: 1,
      status: 200,
      ending: 'error history_not_saved',
    },
    {
      name: 'half a character, asked twice',
      break: (world) => {
        let calls = 0
        replies((writer, asked) => {
          calls += 1
          const told = stringsIn(asked).filter((each) => each === mended)
          // An agent receives only the question; a model also receives what was stored.
          const isAsSent = told.length === (model.reasons ? calls : 1)
          return isAsSent ? answer(writer, asked) : writer.refuse(400, { message: 'not as sent' })
        })(world)
      },
      request: goOn(recordedChats.ofLearner, 'And \ud83d then?'),
      requests: 2,
      status: 200,
      ending: 'done',
    },
    {
      name: "another user's chat",
      request: goOn(recordedChats.ofLearner2),
      status: 404,
      ending: 'json Chat not found',
    },
    {
      name: '100 requests in one sandbox',
      requests: 100,
      modelCalls: 100,
      status: 200,
      ending: 'done',
    },
  ]
}

/** The question containing half a character, as it is sent to a model. */
const mended = 'And \ufffd then?'

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value ? Object.values(value).flatMap(stringsIn) : []
}
