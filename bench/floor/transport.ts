export type HttpRequest = { headers: Record<string, string>; body: string }

/** How a floor calls the services: a GET without a request, otherwise a POST. */
export type Transport = {
  /** The response's JSON; rejects for any status but 200. */
  json(url: string, request?: HttpRequest): Promise<unknown>
  stream(
    url: string,
    request: HttpRequest,
  ): Promise<{ status: number; body: AsyncIterable<Uint8Array> }>
}
