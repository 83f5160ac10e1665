import type { MiddlewareObj } from '@middy/core'
import { cognitoAuth } from '../../middlewares/cognito-auth.ts'
import { jwtAuth } from '../../middlewares/jwt-auth.ts'
import type { HttpEvent } from '../../src/http-event.ts'
import { tokenHeaders } from '../shared/front.ts'
import type { tokensOf } from './environment.ts'
import type { ChatContext } from './routes.ts'

const tokenOptions = {
  headers: tokenHeaders,
  bareHeaders: ['id_token'],
  requiredClaims: ['email', ['username', 'cognito:username']],
}

/** Lets a request pass only with a token of the kind that the configuration chose. */
export const chatAuth = (
  tokens: ReturnType<typeof tokensOf>,
): MiddlewareObj<HttpEvent, unknown, Error, ChatContext> =>
  ('secret' in tokens
    ? jwtAuth({ ...tokens, ...tokenOptions })
    : cognitoAuth({ ...tokens, ...tokenOptions })) as MiddlewareObj<
    HttpEvent,
    unknown,
    Error,
    ChatContext
  >
