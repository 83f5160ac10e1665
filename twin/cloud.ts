import { startBedrock } from './services/bedrock/bedrock.ts'
import { startGemini } from './services/gemini.ts'
import type { KeyServer } from './services/issuer.ts'
import { startSsm } from './services/ssm.ts'

/** The user pool of the twin and of the recorded events. */
export const pool = { poolId: 'us-east-1_MiddyChat', clientId: '4middychatlocalclient12345' }

export const apiKey = 'local-rehearsal-key'
const parameterName = '/middy-chat/gemini-api-key'

export type CloudOptions = {
  /** Milliseconds before each chunk of the rehearsal. @defaultValue a human pace */
  paceMs?: number
  /** A key for the real Gemini, which then replaces the rehearsal. */
  geminiApiKey?: string
  /** Additional Parameter Store parameters, by name. */
  parameters?: Record<string, string>
  /** Additional services that are already running; closed with the rest. */
  parts?: readonly CloudPart[]
}

/** Services that only some functions need: their addresses, as variables of the function. */
export type CloudPart = { environment: Record<string, string>; close(): Promise<void> }

export type Cloud = Awaited<ReturnType<typeof startCloud>>

/**
 * Starts the services that a handler needs, on this machine only, and puts their
 * addresses in `environment`. The only real cloud service is Gemini, and only
 * by option.
 *
 * @param issuer the pool's issuer; closed with the rest
 */
export const startCloud = async (
  issuer: KeyServer,
  { paceMs, geminiApiKey, parameters = {}, parts = [] }: CloudOptions = {},
) => {
  const ssm = await startSsm({ parameters: { ...parameters, [parameterName]: apiKey } })
  const pace = paceMs === undefined ? {} : { paceMs }
  const gemini = await startGemini({ apiKey, ...pace })
  const bedrock = await startBedrock(pace)

  const environment: Record<string, string> = {
    COGNITO_USER_POOL_ID: pool.poolId,
    COGNITO_CLIENT_ID: pool.clientId,
    COGNITO_JWKS_URI: `${issuer.url}/${pool.poolId}/.well-known/jwks.json`,
    GEMINI_MODEL: 'gemini-3.8-flash',
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: bedrock.url,
    AWS_REGION: 'us-east-1',
    // Needed by the SDK to sign; the services here do not check signatures.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...(geminiApiKey === undefined
      ? {
          GEMINI_API_KEY_PARAMETER: parameterName,
          GEMINI_BASE_URL: gemini.url,
          AWS_ENDPOINT_URL_SSM: ssm.url,
        }
      : { GEMINI_API_KEY: geminiApiKey }),
    ...Object.assign({}, ...parts.map((part) => part.environment)),
  }
  const close = async () => {
    await Promise.all([issuer, ssm, gemini, bedrock, ...parts].map((service) => service.close()))
  }
  return { issuer, ssm, gemini, bedrock, environment, close }
}
