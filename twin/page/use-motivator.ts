import { useEffect, useRef, useState } from 'react'
import type { ChatFailure } from '../../client/core/chat-events.ts'
import type { DeepPartial } from '../../client/object/object.ts'
import type { Encouragement, MotivatorClient } from './motivator-client.ts'

/** The last question, and what has come of its answer. */
export type Exchange = {
  id: number
  message: string
  shown?: DeepPartial<Encouragement>
  whole?: Encouragement
  failure?: ChatFailure
}

/** One question at a time, and its answer as it comes. */
export const useMotivator = (client: MotivatorClient, locale: string) => {
  const [exchange, setExchange] = useState<Exchange>()
  const asking = useRef<AbortController>(undefined)
  const count = useRef(0)
  useEffect(() => () => asking.current?.abort(), [])

  const ask = async (message: string) => {
    asking.current?.abort()
    const controller = new AbortController()
    asking.current = controller
    const begun: Exchange = { id: ++count.current, message }
    setExchange(begun)
    try {
      for await (const step of client.ask(message, locale, controller.signal)) {
        if (step.type === 'shown') setExchange({ ...begun, shown: step.value })
        if (step.type === 'whole') setExchange({ ...begun, shown: step.value, whole: step.value })
        if (step.type === 'failed') setExchange({ ...begun, failure: step.failure })
      }
    } catch (error) {
      if (!controller.signal.aborted) throw error
    }
  }

  const isAsking = exchange !== undefined && !exchange.whole && !exchange.failure
  return { exchange, isAsking, ask }
}
