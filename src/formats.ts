import { isLoopback } from './loopback.ts'

/** What a text has to be, in words, and whether it is that. Used for options and for the configuration. */
export type Format = { what: string; matches(text: string): boolean }

const format = (what: string, pattern: RegExp): Format => ({
  what,
  matches: (text) => pattern.test(text),
})

const url = (what: string, isGood: (at: URL) => boolean): Format => ({
  what,
  matches: (text) => {
    const at = URL.parse(text)
    return at !== null && /^https?:$/.test(at.protocol) && isGood(at)
  },
})

/** A region of AWS. */
export const region = format('a region such as eu-west-1', /^[a-z]{2,4}(-[a-z]+)+-\d$/)

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html */
export const userPoolId = format(
  'a user pool id such as eu-west-1_AbCdEf123',
  /^[a-z]{2,4}(-[a-z]+)+-\d_[0-9A-Za-z]+$/,
)

/** One or more, comma-separated. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html */
export const clientIds = format(
  'app client ids, comma-separated',
  /^ *\w{1,128} *(, *\w{1,128} *)*$/,
)

/** Of pages, one or more, comma-separated, as a browser writes them. @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Origin */
export const origins = format(
  'web origins such as https://www.example.com, comma-separated',
  /^ *(https:\/\/[a-z0-9.-]+|http:\/\/localhost)(:\d+)? *(, *(https:\/\/[a-z0-9.-]+|http:\/\/localhost)(:\d+)? *)*$/,
)

/** The issuer or an audience of a token. @see https://www.rfc-editor.org/rfc/rfc7519#section-2 */
export const claimValue = format('a name or a URL, without spaces', /^\S{1,1024}$/)

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
export const tableName = format('the name of a DynamoDB table', /^[\w.-]{3,255}$/)

/** Of a parameter, or its path. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
export const parameterName = format('the name of an SSM parameter', /^[\w./:-]{1,2048}$/)

/** Of Gemini, as it stands in a URL's path. */
export const geminiModel = format('a model such as gemini-3.8-flash', /^[\w.-]+(\/[\w.-]+)?$/)

/** A model, an inference profile, or the ARN of either. @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html */
export const bedrockModelId = format(
  'a model, an inference profile, or the ARN of either, such as openai.gpt-oss-120b-1:0',
  /^[\w.:/-]{1,2048}$/,
)

/** Of an agent or of its alias. @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_InvokeAgent.html */
export const agentId = format(
  'an id of Bedrock, up to 10 letters and digits',
  /^[0-9A-Za-z]{1,10}$/,
)

/** Of the IANA database, or an offset, as far as this runtime knows it. */
export const timeZone: Format = {
  what: 'a time zone such as Asia/Seoul',
  matches: (text) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: text }) !== undefined
    } catch {
      return false
    }
  },
}

/** Where a service is. */
export const serviceUrl = url(
  'an https URL, or one on this machine',
  (at) => at.protocol === 'https:' || isLoopback(at),
)

/** For tests. */
export const loopbackUrl = url('a URL on this machine (loopback)', isLoopback)
