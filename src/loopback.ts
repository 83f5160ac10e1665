/** Whether the URL names this machine, by its parsed hostname (`http://localhost.evil.example` does not). */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
