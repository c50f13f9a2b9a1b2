// A connection of the core, as JavaScript commands it.

import { CLOSE, PULL, START } from '../src/browser/context.js'
import { discardRejectedLater, setError } from '../src/browser/response.js'

/**
 * Creates the connection of a context, which delivers what it receives to the delegate. `core` is an instance of the core
 * (engine.js), and `sharing` is js/share.js if the connection is shared.
 */
export const newConnection = (core, delegate, context, sharing) => {
  // The core cannot go on: most likely it got no more memory.
  context.crash = (cause) => {
    core.fail()
    context.abort()
    setError(context, cause)
    context.release()
    delegate.error('internal', 'the core failed', '', -1, context)
  }
  core.connections++
  if (sharing) sharing.connect(core, delegate, context, newConnection)
  else core.connect(delegate, context)
  return {
    start: () => context.notify(START),
    pull: () => context.notify(PULL),

    /** `keepsResponse`: the error that follows has a rejected response, which is not canceled yet. */
    close(keepsResponse) {
      context.notify(CLOSE)
      core.release()
      if (!keepsResponse) discardRejectedLater(context)
    },
  }
}
