// What `middy-chat/testing/setup` does: Middy reads the global when `middy()` is called in streaming
// mode, which many modules do as they are imported. So this comes before them: in `setupFiles` of
// vitest or jest, or by `node --import`.
import { installAwslambda } from '../runtime/awslambda.ts'

installAwslambda()
