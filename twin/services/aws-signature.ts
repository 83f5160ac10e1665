/** AWS's errors for a signature it rejects: one name for two faults. */
type SignatureFault = { type: 'InvalidSignatureException'; message: string }

/** The request was signed before the execution environment froze, and sent after it thawed. */
export const expiredSignature: SignatureFault = {
  type: 'InvalidSignatureException',
  message:
    'Signature expired: 20261130T100000Z is now earlier than 20261130T102500Z (20261130T103000Z - 5 min.)',
}

/** The credentials or the request are wrong and will stay so. */
export const wrongSignature: SignatureFault = {
  type: 'InvalidSignatureException',
  message: 'The request signature we calculated does not match the signature you provided.',
}
