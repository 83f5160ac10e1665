/** Whether the URL names this machine, by its parsed hostname (`http://localhost.evil.example` does not). */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)

/** Whether it is the URL of a service on https, or on http on this machine. */
export const isServiceUrl = (value: unknown): boolean => {
  const url = typeof value === 'string' ? URL.parse(value) : null
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url))
}
