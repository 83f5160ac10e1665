import { eventShapes, invoke, startUserPool, tamperToken, type UserPool } from 'middy-chat/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let pool: UserPool

beforeAll(async () => {
  pool = await startUserPool()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await pool.issuer.close()
})

describe.each(eventShapes)('who-am-i behind $name', ({ tokenHeader, event }) => {
  const ask = async (headers: Record<string, string>) => {
    const { handler } = await import('./who-am-i.ts')
    return invoke(handler, event({ method: 'GET', path: '/me', headers }))
  }

  beforeEach(() => {
    vi.resetModules()
    vi.stubEnv('COGNITO_USER_POOL_ID', pool.options.userPoolId)
    vi.stubEnv('COGNITO_CLIENT_ID', pool.options.clientId)
    vi.stubEnv('COGNITO_JWKS_URI', pool.options.jwksUri)
    vi.stubEnv('TOKEN_HEADER', tokenHeader)
  })

  it('tells whose token it is', async () => {
    const answer = await ask({ [tokenHeader]: `Bearer ${pool.token()}` })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({ sub: pool.user.sub, email: pool.user.email })
  })

  it.each([
    ['no token', undefined, 'missing_token'],
    ['a token that was tampered with', () => tamperToken(pool.token(), { sub: 'admin' })],
    ['an expired token', () => pool.token({ expiresInSeconds: -60 }), 'token_expired'],
    ['an access token', () => pool.token({ use: 'access' })],
  ])('refuses %s', async (_what, token, code = 'invalid_token') => {
    const answer = await ask(token ? { [tokenHeader]: `Bearer ${token()}` } : {})
    expect(answer.statusCode).toBe(401)
    expect(answer.headers).toHaveProperty('www-authenticate')
    expect(answer.json()).toMatchObject({ error: code })
    expect(answer.text).not.toContain(pool.user.email)
  })
})
