/**
 * The error of a mistake in how the library is used: in an option, or in the order of its parts. Its
 * message is logged, so it must hold nothing of a request.
 *
 * @param pkg the part that is used wrongly, e.g. `middy-chat/chat-history`; the message begins with it
 */
export const usageError = (pkg: string, message: string): TypeError =>
  new TypeError(`${pkg}: ${message}`, { cause: { package: pkg } })
