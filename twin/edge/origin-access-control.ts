import { createHash } from 'node:crypto'
import { account, lambdaRefusal, type OriginRequest, type Refusal } from './function-url.ts'

const caller = 'AROAEXAMPLE:OriginAccessSession'

/** The identity that the function sees as its caller. */
const iam = {
  accessKey: 'ASIAEXAMPLE',
  accountId: account,
  callerId: caller,
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: `arn:aws:sts::${account}:assumed-role/OriginAccessControlRole/OriginAccessSession`,
  userId: caller,
}

/**
 * Signs a request as origin access control does, and returns IAM's verdict.
 * OAC cannot see the body; it signs the hash that the viewer sent. A body
 * with a missing or wrong hash does not match.
 *
 * The signature overwrites the viewer's `authorization`, and Lambda removes it.
 */
export const signRequest = (
  request: OriginRequest,
  cloudFrontId: string,
): OriginRequest | Refusal => {
  const { authorization: _, ...headers } = request.headers
  const hash = createHash('sha256').update(request.body).digest('hex')
  const declared = headers['x-amz-content-sha256']?.join(',')
  if (declared !== hash && (declared !== undefined || request.body.length > 0)) {
    return {
      ...lambdaRefusal(
        403,
        'InvalidSignatureException',
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      ),
      hint: `403: ${declared === undefined ? 'the header x-amz-content-sha256 is missing' : 'x-amz-content-sha256 is not the hash of the body'}. Behind CloudFront, send the SHA-256 of the body in it, in lowercase hexadecimal.`,
    }
  }
  const added = {
    via: ['2.0 local.cloudfront.net (CloudFront)'],
    'x-amz-cf-id': [cloudFrontId],
    'x-amz-source-account': [account],
    'x-amz-source-arn': [`arn:aws:cloudfront::${account}:distribution/EDFDVBD6EXAMPLE`],
  }
  return { ...request, iam, headers: { ...headers, ...added } }
}
