import { problem, starterCode } from '../../sample-problem.ts'

/** How `diag` asks one of the functions of this repository. */
export type DiagFunction = {
  /** Where the twin serves it. */
  path: string
  /** The outputs of Terraform's root module that name its endpoint and its function. */
  outputs: { endpoint: string; functionName: string }
  /** A request that it answers. */
  body: object
  /** The header of the token, unless everybody may ask. */
  tokenHeader?: 'authorization' | 'id_token'
}

const question = 'Where do I start?'

/** By name. */
export const diagFunctions: Readonly<Record<string, DiagFunction>> = {
  'public-chat': {
    path: '/public/chat',
    outputs: { endpoint: 'public_chat_endpoint', functionName: 'public_chat_function_name' },
    body: { message: question },
  },
  chat: {
    path: '/chat',
    outputs: { endpoint: 'chat_endpoint', functionName: 'chat_function_name' },
    body: { prompt: question },
    tokenHeader: 'id_token',
  },
  'chatbot-query': {
    path: '/chatbot',
    outputs: { endpoint: 'api_endpoint', functionName: 'function_name' },
    body: { problemDetails: problem, userCode: starterCode, history: [], query: question },
    tokenHeader: 'authorization',
  },
  motivator: {
    path: '/api/v1/chat',
    outputs: { endpoint: 'motivator_endpoint', functionName: 'motivator_function_name' },
    body: { message: 'I am anxious about tomorrow.' },
    tokenHeader: 'authorization',
  },
}
