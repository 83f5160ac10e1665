/** What can be done with the last message. */
export type MessageActions = {
  /** Asks the last question again. */
  retry(): void
  /** Asks the last question in these words. */
  edit(query: string): void
  signIn: (() => void) | undefined
}
