// The exports of `middy-chat/testing`: the parts of the twin that a unit test needs. The global
// `awslambda` is installed by `middy-chat/testing/setup`, which has to be imported first.

export type { Frame } from './frames.ts'
export { FunctionError } from './runtime/function-error.ts'
export {
  type InProcessOptions,
  type InProcessResult,
  openInvocation,
} from './runtime/in-process.ts'
export type { Invocation } from './runtime/invocation.ts'
export type { ResponseHead } from './runtime/response-head.ts'
export { tamperToken } from './services/tokens.ts'
export { albEvent, albMultiValueEvent } from './testing/alb-events.ts'
export {
  type EventShape,
  eventShapes,
  functionUrlEvent,
  httpApiEvent,
  restApiEvent,
} from './testing/event-shapes.ts'
export { type HandlerAnswer, invoke, type TimedFrame } from './testing/invoke.ts'
export {
  type ConformanceCheck,
  type ModelFactory,
  type ModelRefusal,
  type ModelTarget,
  type ModelWire,
  modelConformance,
  type SentMessage,
  type WireBytes,
} from './testing/model-conformance.ts'
export { forever, type ScriptStep, stop, text, usage } from './testing/scripted-answer.ts'
export { scriptedModel } from './testing/scripted-model.ts'
export type { Sent } from './testing/sent.ts'
export {
  startUserPool,
  type TokenOptions,
  type UserPool,
  type UserPoolOptions,
} from './testing/user-pool.ts'
