import type { Answer, AnswerEvent } from '../answer/answer.ts'
import { httpError, isHttpError } from '../errors/http-error.ts'
import type { SavedQuestion } from './chat.ts'
import type { ChatWriter } from './chat-writer.ts'
import { pkg } from './errors.ts'

/**
 * An answer that names its chat first and is saved before its finish is passed on. If it breaks off
 * or its reader leaves, what there is is saved as incomplete.
 *
 * @throws HttpError 503 `history_not_saved` instead of the finish, or of the answer's own error
 */
export async function* savedAnswer(
  answer: Answer,
  asked: SavedQuestion,
  chats: Pick<ChatWriter, 'answer'>,
): AsyncGenerator<AnswerEvent, void> {
  const { id, title } = asked.chat
  yield { type: 'data', name: 'chat', data: { id, title } }
  let said = ''
  let isOver = false
  const save = async (incomplete: boolean) => {
    isOver = true
    if (said !== '') await chats.answer(asked, said, { incomplete }).catch(notSaved)
  }
  try {
    for await (const event of answer) {
      if (event.type === 'text') said += event.text
      if (event.type === 'finish') await save(event.reason === 'refused')
      yield event
    }
  } finally {
    if (!isOver) await save(true)
  }
}

function notSaved(error: unknown): never {
  const facts = isHttpError(error) ? error.cause : {}
  throw httpError('history_not_saved', { cause: { ...facts, package: pkg } })
}
