import type { Request } from '@middy/core'
import { addErrorHeaders, addHeaders } from './add-headers.ts'
import { type AnswerInternal, sharedKey } from './request.ts'

type Headers = Record<string, string>

const late = new WeakMap<AbortSignal, Headers>()

/**
 * Sets headers that are known only when the answer begins, after all `after` hooks. The middleware that
 * writes the answer adds them to it, or to its error. The key is the request's signal, which the model has too.
 */
export const setLateHeaders = (signal: AbortSignal, headers: Headers): void => {
  late.set(signal, headers)
}

type LateRequest = Pick<Request, 'response' | 'error'> & { internal: AnswerInternal }

/** Adds the late headers of a request to its response, once. */
export const addLateHeaders = (request: LateRequest, pkg: string): void =>
  takeHeaders(request, (headers) => addHeaders(request, headers, pkg))

/** Adds the late headers of a request to what it fails with, once. */
export const addLateErrorHeaders = (request: LateRequest, pkg: string): void =>
  takeHeaders(request, (headers) => addErrorHeaders(request, headers, pkg))

function takeHeaders({ internal }: LateRequest, add: (headers: Headers) => void): void {
  const { signal } = internal[sharedKey] ?? {}
  const headers = signal && late.get(signal.signal)
  if (!headers) return
  late.delete(signal.signal)
  add(headers)
}
