import { createServer as createHttp1 } from 'node:http'
import { createServer as createHttp2 } from 'node:http2'
import { createServer, type Socket } from 'node:net'
import type { Serve } from '../../loopback.ts'

/** What every HTTP/2 client says first. @see https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const preface = 'PRI'

/**
 * A server of HTTP/1.1 and HTTP/2 on one port, both in clear text, as AWS's endpoints speak both:
 * those agree on one while TLS begins, here the first bytes tell.
 */
export const serveBoth: Serve = (onRequest) => {
  const http1 = createHttp1(onRequest)
  // Its compatible requests and responses are what the listener takes, by other types.
  const http2 = createHttp2(onRequest as never)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // A client that breaks off; HTTP's own listeners come later.
    socket.on('error', () => {})
    socket.once('data', (first) => {
      socket.pause()
      socket.unshift(first)
      if (first.toString('latin1', 0, preface.length) === preface) {
        // It reads by itself what was put back.
        http2.emit('connection', socket)
      } else {
        http1.emit('connection', socket)
        socket.resume()
      }
    })
  })
  return Object.assign(server, {
    closeAllConnections: () => {
      for (const socket of sockets) socket.destroy()
    },
  })
}
