// One bundle for several applications, which differ in what stands in for a browser; `APPLICATION` names the one to run.

const { print } = globalThis

/** What Hermes has had since React Native 0.74, for engines that lack it. */
const completeEngine = () => {
  if (!globalThis.TextDecoder) require('fast-text-encoding')
  if (globalThis.atob) return
  globalThis.atob = require('base-64').decode
  globalThis.btoa = require('base-64').encode
}

const expo = () => {
  completeEngine()
  require('expo/build/winter')
}

/** React Native before 0.86 has neither. */
const withoutEvents = () => {
  expo()
  for (const name of ['Event', 'EventTarget', 'CustomEvent']) delete globalThis[name]
}

const APPLICATIONS = {
  async expo() {
    expo()
    const begun = Date.now()
    const library = require('eventsource-wasm')
    await library.load()
    const milliseconds = Date.now() - begun
    print(JSON.stringify({ name: 'start', milliseconds, typeofWebAssembly: typeof WebAssembly }))
    const { runSteps, STEPS } = require('./steps')
    await runSteps(library, Object.keys(STEPS))
    await runSteps(require('./guide'), ['appState'])
  },

  polyfill() {
    expo()
    require('eventsource-wasm/polyfill')
    const { EventSource } = globalThis
    const { FetchEventSource } = require('eventsource-wasm')
    print(JSON.stringify({ name: 'polyfill', isInstalled: EventSource === FetchEventSource }))
  },

  reactNative() {
    completeEngine()
    delete globalThis.ReadableStream
    const { PLAIN_STEPS, runSteps } = require('./steps')
    return runSteps(require('eventsource-wasm'), Object.keys(PLAIN_STEPS))
  },

  async withoutEvents() {
    withoutEvents()
    const library = require('eventsource-wasm')
    const { runSteps } = require('./steps')
    for (const name of ['EventSource', 'FetchEventSource']) {
      let message
      try {
        new library[name]('https://server.test/')
      } catch (error) {
        ;({ message } = error)
      }
      print(JSON.stringify({ name, message }))
    }
    await runSteps(library, ['asyncIterable'])
  },

  withEventsOfPolyfill() {
    withoutEvents()
    require('event-target-polyfill')
    const { runSteps } = require('./steps')
    return runSteps(require('eventsource-wasm'), ['eventSource'])
  },
}

Promise.resolve(APPLICATIONS[globalThis.APPLICATION]()).catch((error) => {
  print(JSON.stringify({ name: 'failed', error: `${error.message} ${error.stack}` }))
})
