import { recordedChats } from '../events/recorded-chats.ts'
import type { FailingModel } from './failing-model.ts'
import type { FailureCase, World } from './failure-case.ts'

const goOn = ({ id }: { id: string }) => ({
  body: JSON.stringify({ prompt: 'And then?', chat_id: id }),
})

/** What goes wrong around the tables of `chat`, with this model. */
export const chatCases = ({ server, text, end }: FailingModel): FailureCase[] => {
  /** The question is saved; then the tables fail, before the answer is. */
  const breaksOnceAsked = (breakTables: (world: World) => void) => (world: World) =>
    server(world).script(async (_asked, writer) => {
      breakTables(world)
      await writer.write(Buffer.concat([text('Look'), end]))
    })

  return [
    { name: 'nothing', status: 200, ending: 'done' },
    {
      name: 'tables denied',
      break: ({ dynamodb }) => {
        dynamodb.fail = 'AccessDeniedException'
      },
      status: 503,
      ending: 'json history_unavailable',
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
