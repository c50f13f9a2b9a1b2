// Loads the core once, when it is first needed.

let engine

/** A promise of the engine (`engine.js`) with its module compiled. A load that fails can be tried again. */
export const start = (source) =>
  (engine =
    engine ||
    Promise.all([
      import('./engine.js'),
      source || import('./module.js').then((file) => file.bytes()),
    ])
      .then(([{ start }, module]) => start(module))
      .catch((error) => {
        engine = undefined
        throw error
      }))

/** What the failure of an event source says when the engine could not be started. */
export const loadFailure = (cause) => ({
  reason: 'load',
  message: `the WebAssembly module could not be loaded (${cause}); the connection is closed`,
  cause,
  willReconnect: false,
})
