import { fileURLToPath } from 'node:url'

/** One of the functions that this repository has, as Terraform deploys it. */
export type OwnFunction = {
  functionName: string
  /** The built handler, an absolute path. */
  modulePath: string
  /** The export behind the Function URL. */
  exportName: string
  /** What the distribution leads to it, in CloudFront's patterns. */
  paths: readonly string[]
  /** Whether it needs the services of the chats. */
  chats: boolean
}

const own = (
  functionName: string,
  rest: Omit<OwnFunction, 'functionName' | 'modulePath'>,
): OwnFunction => ({
  functionName,
  modulePath: fileURLToPath(new URL(`../dist/lambda/${functionName}/index.mjs`, import.meta.url)),
  ...rest,
})

export const chatbotQuery = own('chatbot-query', {
  exportName: 'handler',
  paths: ['/chatbot'],
  chats: false,
})

export const chat = own('chat', {
  exportName: 'streaming',
  paths: ['/chat', '/chats', '/chats/*'],
  chats: true,
})

export const ownFunctions: readonly OwnFunction[] = [chatbotQuery, chat]
