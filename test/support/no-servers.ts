import net from 'node:net'
import { oncePerWorker } from './once-per-worker.ts'

// Unit tests start no servers: what goes over a wire is tested in `*.wire.test.ts`.
oncePerWorker('no-servers', () => {
  net.Server.prototype.listen = () => {
    throw new Error('Tests that start servers are in *.wire.test.ts')
  }
})
