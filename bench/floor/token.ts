import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { config, issuer } from './config.ts'
import { Refusal } from './refusal.ts'
import type { Transport } from './transport.ts'

export type Keys = ReadonlyMap<string, KeyObject>

export const fetchKeys = async ({ json }: Transport): Promise<Keys> => {
  const uri = config.jwksUri ?? `${issuer}/.well-known/jwks.json`
  const { keys } = (await json(uri)) as { keys: (JsonWebKey & { kid: string })[] }
  return new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]))
}

/** @throws Refusal unless it is a valid ID token of the pool */
export const verifyToken = (authorization: string | undefined, keys: Keys): void => {
  const [, token = ''] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? []
  const [head = '', payload = '', signature = ''] = token.split('.')
  const { alg, kid } = parsed(head)
  const key = alg === 'RS256' ? keys.get(String(kid)) : undefined
  const signed = Buffer.from(`${head}.${payload}`)
  if (!key || !verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))) {
    throw new Refusal(401, 'invalid token')
  }
  const claims = parsed(payload)
  const good =
    claims.iss === issuer &&
    claims.aud === config.clientId &&
    claims.token_use === 'id' &&
    Number(claims.exp) > Date.now() / 1_000
  if (!good) throw new Refusal(401, 'invalid token')
}

function parsed(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    throw new Refusal(401, 'invalid token')
  }
}
