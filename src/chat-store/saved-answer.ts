import type { Answer, AnswerEvent } from '../answer/answer.ts'
import { httpError, isHttpError } from '../errors/http-error.ts'
import type { SavedQuestion } from './chat.ts'
import type { ChatWriter } from './chat-writer.ts'
import { pkg } from './errors.ts'

/**
 * An answer that names its chat first, and is saved before its finish is handed on; if it breaks off,
 * or its reader leaves, what there is of it, as incomplete.
 *
 * @throws HttpError 503 `history_not_saved` in place of its finish, or of what broke it off
 */
export async function* savedAnswer(
  answer: Answer,
  asked: SavedQuestion,
  chats: Pick<ChatWriter, 'answer'>,
): AsyncGenerator<AnswerEvent, void> {
  const { id, title } = asked.chat
  yield { type: 'chat', id, title }
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

/** Not retryable: the question would be asked, and paid for, once more. */
function notSaved(error: unknown): never {
  const facts = isHttpError(error) ? error.cause : {}
  throw httpError(503, 'history_not_saved', 'The answer could not be saved.', {
    cause: { ...facts, package: pkg },
    retryable: false,
  })
}
