import type { Fault } from '../plan.ts'
import type { Refusal } from '../reply-writer.ts'
import { exception } from './frame.ts'

/** An error in AWS's terms, sent over HTTP or inside a stream. */
export type AwsError = { status: number; type: string; message: string }

export function validationError(message: string): AwsError {
  return { status: 400, type: 'ValidationException', message }
}

/**
 * AWS's error for a fault.
 *
 * @param action the refused action; AWS repeats it, its resource, and who was refused
 */
export function awsError(fault: Fault, action: string, resource: string): AwsError {
  const user = 'arn:aws:sts::123456789012:assumed-role/chat/chat'
  const errors: Record<Fault, AwsError> = {
    quota: {
      status: 429,
      type: 'ThrottlingException',
      message: 'Too many requests, please wait before trying again.',
    },
    dayQuota: {
      status: 429,
      type: 'ThrottlingException',
      message: 'Too many tokens per day, please wait before trying again.',
    },
    overload: {
      status: 503,
      type: 'ServiceUnavailableException',
      message: 'Bedrock is unable to process your request.',
    },
    credentials: {
      status: 403,
      type: 'AccessDeniedException',
      message: `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    },
    tooLong: validationError('Input is too long for requested model.'),
  }
  return errors[fault]
}

/** In place of a stream: the name stands in a header. */
export function refusalOf({ status, type, message }: AwsError): Refusal {
  return { status, body: { message }, headers: { 'x-amzn-errortype': type } }
}

/** Inside a stream: the name is that of a member of the stream, which begins in lower case. */
export function exceptionOf({ type, message }: AwsError): Buffer {
  return exception(type.charAt(0).toLowerCase() + type.slice(1), message)
}
