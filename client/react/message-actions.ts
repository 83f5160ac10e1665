/** What can be done with messages. */
export type MessageActions = {
  /** Asks the last question again. */
  retry(): void
  /** Asks a question again in these words, in place of it and of all messages after it. */
  edit(query: string, question: number): void
  signIn: (() => void) | undefined
}
