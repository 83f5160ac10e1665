/** A chat without its messages, named as in the table and on the wire; times in ISO 8601. */
export type Chat = {
  id: string
  user_id: string
  title: string
  created_at: string
  /** The time of its last question. */
  updated_at: string
}

/** A message of a chat. */
export type Message = {
  /** Set on a question of a chat that was read. It stays the same when the question is asked again. */
  id?: string
  role: 'user' | 'assistant'
  content: string
  /** Set on an answer that broke off or was too long to be stored completely. */
  incomplete?: true
}
