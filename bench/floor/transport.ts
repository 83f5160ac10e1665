export type HttpRequest = { headers: Record<string, string>; body: string }

/** How a floor reaches the services: a GET without a request, else a POST. */
export type Transport = {
  /** The JSON of an answer; rejects for any status but 200. */
  json(url: string, request?: HttpRequest): Promise<unknown>
  stream(
    url: string,
    request: HttpRequest,
  ): Promise<{ status: number; body: AsyncIterable<Uint8Array> }>
}
