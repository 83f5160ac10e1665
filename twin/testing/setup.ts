// The module `middy-chat/testing/setup`. Middy reads the global when `middy()` is called in
// streaming mode, which many modules do on import. Load this before them: in `setupFiles` of
// vitest or jest, or with `node --import`.
import { installAwslambda } from '../runtime/awslambda.ts'

installAwslambda()
