import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Issuer, startIssuer } from './issuer.ts'
import { users } from './tokens.ts'

const poolId = 'eu-west-1_Abc123456'
const clientId = '1example23456789'

let issuer: Issuer
beforeAll(async () => {
  issuer = await startIssuer({ poolId, clientId })
})
afterEach(() => {
  issuer.fail = undefined
  issuer.delayMs = 0
})
afterAll(() => issuer.close())

const fetchKeys = (init?: RequestInit) =>
  fetch(`${issuer.url}/${poolId}/.well-known/jwks.json`, init)

describe('the issuer', () => {
  it('mints tokens that aws-jwt-verify accepts with the served key set', async () => {
    const verifier = CognitoJwtVerifier.create({ userPoolId: poolId, clientId, tokenUse: 'id' })
    const response = await fetchKeys()
    expect(response.headers.get('content-type')).toBe('application/json')
    verifier.cacheJwks((await response.json()) as typeof issuer.jwks)

    const id = verifier.verifySync(issuer.mint({ user: 'learner', use: 'id' }))
    expect(id).toMatchObject({ sub: users.learner.sub, email: 'learner@example.com' })
    const access = issuer.mint({ user: 'learner2', use: 'access' })
    const claims = verifier.verifySync(access, { tokenUse: 'access', clientId })
    expect(claims.sub).toBe(users.learner2.sub)
  })

  it('mints tokens with the requested lifetime and claims', () => {
    const token = issuer.mint({
      user: 'learner',
      use: 'id',
      expiresInSeconds: -60,
      claims: { 'cognito:groups': ['teachers'], email: undefined },
    })
    const claims = decodeJwt(token)
    expect(Number(claims.exp) - Number(claims.iat)).toBe(-60)
    expect(claims['cognito:groups']).toEqual(['teachers'])
    expect(claims).not.toHaveProperty('email')
  })

  it('counts its requests and answers 404 to other paths', async () => {
    const before = issuer.requests
    expect((await fetch(`${issuer.url}/eu-west-1_Other/.well-known/jwks.json`)).status).toBe(404)
    await fetchKeys()
    expect(issuer.requests).toBe(before + 2)
  })

  it('serves a given key set unchanged, and then mints no tokens', async () => {
    const server = await startIssuer({ poolId, clientId, jwks: issuer.jwks })
    const response = await fetch(`${server.url}/${poolId}/.well-known/jwks.json`)
    expect(await response.json()).toEqual(issuer.jwks)
    expect(server).not.toHaveProperty('mint')
    await server.close()
  })

  it('fails on request and recovers', async () => {
    issuer.fail = 500
    expect((await fetchKeys()).status).toBe(500)
    issuer.fail = 'bad-json'
    await expect((await fetchKeys()).json()).rejects.toThrow(SyntaxError)
    issuer.fail = 'down'
    await expect(fetchKeys()).rejects.toThrow('fetch failed')
    issuer.fail = 'hang'
    await expect(fetchKeys({ signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/)
    issuer.fail = undefined
    expect((await fetchKeys()).status).toBe(200)
  })

  it('delays its answers on request', async () => {
    issuer.delayMs = 50
    const start = performance.now()
    await fetchKeys()
    expect(performance.now() - start).toBeGreaterThan(45)
  })
})
