import { createServer as createHttp1 } from 'node:http'
import { createServer as createHttp2 } from 'node:http2'
import { createServer, type Socket } from 'node:net'
import type { Serve } from '../../loopback.ts'

/** How every HTTP/2 client begins. @see https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const preface = 'PRI'

/**
 * A server for HTTP/1.1 and HTTP/2 on one port, both in clear text. AWS's endpoints also speak
 * both, but agree on one in the TLS handshake; here the first bytes decide.
 */
export const serveBoth: Serve = (onRequest) => {
  const http1 = createHttp1(onRequest)
  // Its compatibility requests and responses work with the listener, but have other types.
  const http2 = createHttp2(onRequest as never)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // The client may disconnect before HTTP's own error listeners are attached.
    socket.on('error', () => {})
    socket.once('data', (first) => {
      socket.pause()
      socket.unshift(first)
      if (first.toString('latin1', 0, preface.length) === preface) {
        // HTTP/2 reads the unshifted bytes without being resumed.
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
