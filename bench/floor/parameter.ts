import { createHash, createHmac } from 'node:crypto'
import { config } from './config.ts'
import type { Transport } from './transport.ts'

/** Reads the API key from the Parameter Store. */
export const fetchApiKey = async ({ json }: Transport): Promise<string> => {
  const url = new URL(config.ssmUrl ?? `https://ssm.${config.region}.amazonaws.com`)
  const body = JSON.stringify({ Name: config.parameter, WithDecryption: true })
  const { Parameter } = (await json(url.href, { headers: signed(url.host, body), body })) as {
    Parameter: { Value: string }
  }
  return Parameter.Value
}

/**
 * The headers of one call, signed with Signature Version 4.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function signed(host: string, body: string): Record<string, string> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host,
    'x-amz-date': time,
    ...(AWS_SESSION_TOKEN && { 'x-amz-security-token': AWS_SESSION_TOKEN }),
    'x-amz-target': 'AmazonSSM.GetParameter',
  }
  const names = Object.keys(headers).join(';')
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  const canonical = `POST\n/\n\n${lines.join('')}\n${names}\n${sha256(body)}`
  const day = time.slice(0, 8)
  const scope = `${day}/${config.region}/ssm/aws4_request`
  const key = [day, config.region, 'ssm', 'aws4_request'].reduce(
    hmac,
    `AWS4${AWS_SECRET_ACCESS_KEY}`,
  )
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`)
  const { host: _, ...sent } = headers
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names}, Signature=${Buffer.from(signature).toString('hex')}`,
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Uint8Array, text: string): string | Uint8Array {
  return createHmac('sha256', key).update(text).digest()
}
