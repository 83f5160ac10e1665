// The twin of the cloud with the built handler, in a process of its own.
import { edgeRoutes, functionNamed } from '../../scripts/functions.ts'
import { startChatPart } from '../../twin/chat-part.ts'
import { startTwin } from '../../twin/twin.ts'
import { settingsOfChild } from './child.ts'

export type TwinSettings = {
  /** The most execution environments. */
  concurrency: number
  modelUrl: string
}

const { concurrency, modelUrl } = settingsOfChild<TwinSettings>()
const twin = await startTwin({
  ...functionNamed('motivator'),
  port: 0,
  front: 'cloudfront',
  routes: edgeRoutes,
  concurrency,
  parts: [await startChatPart()],
  env: { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: modelUrl },
})
process.send?.(twin.url)
