import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { oncePerWorker } from './once-per-worker.ts'

// Tests may reach only this machine: any other connection fails at once and names the host.
oncePerWorker('no-network', () => {
  const { connect } = net.Socket.prototype
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    allow(hostOf(args))
    return Reflect.apply(connect, this, args)
  } as typeof connect

  const { lookup } = dns
  dns.lookup = ((host: string, ...rest: unknown[]) => {
    allow(host)
    return Reflect.apply(lookup, dns, [host, ...rest])
  }) as typeof lookup
  syncBuiltinESMExports()
})

function allow(host: string): void {
  if (/^(localhost|127(\.\d+){3}|::1)$/.test(host)) return
  throw new Error(`Tests must not use the network: connection to ${host}`)
}

/** The host of `connect(options)`, `connect(port, host)`, `connect(path)`; `net` passes them in an array. */
function hostOf(args: unknown[]): string {
  const [target, host] = Array.isArray(args[0]) ? args[0] : args
  if (typeof target === 'object' && target !== null) {
    return ('path' in target && target.path) || !('host' in target)
      ? 'localhost'
      : String(target.host ?? 'localhost')
  }
  return typeof host === 'string' ? host : 'localhost'
}
