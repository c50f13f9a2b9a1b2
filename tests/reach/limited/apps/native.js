// What an application finds below its JavaScript: timers, and those native modules of React Native and Expo that `fetch`
// needs. Behind the modules is a server that the application scripts. It runs before the bundle, and in engines that know no
// classes, no async functions and no variables of a block.

;(function () {
  const global = globalThis
  /** Of the engine: React Native replaces the class where the engine is not Hermes. */
  const fulfilled = Promise.resolve()

  /** Runs a function as a task of the engine. */
  const queueTask = global.queueTask || global.setTimeout

  // The clock jumps to the next timer: some of these engines have a queue of tasks and no clock, and no test has to wait.
  const timers = new Map()
  let now = 0
  let lastId = 0

  const runNext = () => {
    let next
    for (const timer of timers.values()) {
      if (!next || timer.due < next.due) next = timer
    }
    if (!next) return
    timers.delete(next.id)
    now = next.due
    if (timers.size) queueTask(runNext)
    try {
      next.callback()
    } catch (error) {
      report(error)
    }
  }

  /** The exceptions that nothing caught. */
  global.reported = []

  const report = (error) => {
    global.reported.push(error.message)
    return true
  }

  global.setTimeout = (callback, delay = 0) => {
    const timer = { id: ++lastId, due: now + Number(delay), callback }
    if (!timers.size) queueTask(runNext)
    timers.set(timer.id, timer)
    return timer.id
  }

  global.clearTimeout = (id) => timers.delete(id)

  /**
   * Calls `serve(request, response)` of the application, where `response` has `open(status, headers)`, `send(bytes)`, `end()`
   * and `fail(message)`. `request.isAborted` says whether the client has closed the connection.
   */
  const send = (request, response) => {
    setTimeout(() => global.serve(request, response))
    return request
  }

  /** The native part of the response of Expo's `fetch`. */
  function NativeResponse() {
    this.listeners = {}
    /** What arrives before somebody reads. */
    this.early = []
  }

  NativeResponse.prototype = {
    get status() {
      return this.head.status
    },
    get url() {
      return this.request.url
    },
    get _rawHeaders() {
      return Object.entries(this.head.headers)
    },
    statusText: '',
    redirected: false,

    addListener(type, listener) {
      this.listeners[type] = [...(this.listeners[type] || []), listener]
    },
    removeListener(type, listener) {
      this.listeners[type] = (this.listeners[type] || []).filter((other) => other !== listener)
    },
    removeAllListeners(type) {
      this.listeners[type] = []
    },
    emit(type, value) {
      if (this.early) this.early.push([type, value])
      else for (const listener of this.listeners[type] || []) listener(value)
    },
    startStreaming() {
      const { early } = this
      this.early = undefined
      early.forEach(([type, value]) => setTimeout(() => this.emit(type, value)))
      return Promise.resolve(null)
    },
    cancelStreaming() {
      this.request.isAborted = true
    },
  }

  function NativeRequest(response) {
    this.response = response
  }

  NativeRequest.prototype = {
    start(url, { headers, method, credentials }, body) {
      const { response } = this
      const request = { url, method, credentials, body, headers: Object.fromEntries(headers) }
      return new Promise((resolve, reject) => {
        response.request = send(request, {
          open(status, headers) {
            response.head = { status, headers }
            resolve(response)
          },
          send: (bytes) => response.emit('didReceiveResponseData', bytes),
          end: () => response.emit('didComplete'),
          fail(message) {
            reject(new Error(message))
            response.emit('didFailWithError', message)
          },
        })
      })
    },
    cancel() {
      this.response.request.isAborted = true
    },
  }

  /** The native part of React Native's XMLHttpRequest, below its `fetch`. */
  const Networking = {
    requests: new Map(),

    sendRequest({ url, method, headers, responseType }, tellId) {
      const id = ++lastId
      const emit = (type, ...values) => global.__rctDeviceEventEmitter.emit(type, [id, ...values])
      tellId(id)
      let size = 0
      const response = {
        open: (status, headers) => emit('didReceiveNetworkResponse', status, headers, url),
        send(bytes) {
          size += bytes.length
        },
        end() {
          const blob = { blobId: `${id}`, offset: 0, size }
          emit('didReceiveNetworkData', responseType === 'blob' ? blob : '')
          emit('didCompleteNetworkResponse', '', false)
        },
        fail: (message) => emit('didCompleteNetworkResponse', message, false),
      }
      Networking.requests.set(id, send({ url, method, headers }, response))
    },

    abortRequest(id) {
      Networking.requests.get(id).isAborted = true
    },
  }

  /** A native module: what it does not have is a function that does nothing. */
  const nativeModule = (members) =>
    new Proxy(members, { get: (module, name) => (name in module ? module[name] : () => {}) })

  const modules = {
    Networking,
    BlobModule: { getConstants: () => ({ BLOB_URI_SCHEME: 'content', BLOB_URI_HOST: null }) },
    NativePerformanceCxx: { now: () => now },
    NativeMicrotasksCxx: { queueMicrotask: (callback) => fulfilled.then(callback) },
    PlatformConstants: {
      getConstants: () => ({ reactNativeVersion: { major: 0, minor: 0, patch: 0 } }),
    },
    AppState: {
      getConstants: () => ({ initialAppState: 'active' }),
      getCurrentAppState: (callback) => callback({ app_state: 'active' }),
    },
    DeviceInfo: { getConstants: () => ({ Dimensions: { window: {}, screen: {} } }) },
  }

  global.RN$Bridgeless = true
  global.RN$useAlwaysAvailableJSErrorHandling = true
  global.RN$handleException = report
  global.RN$registerCallableModule = () => {}
  global.nativeFabricUIManager = {}
  global.nativeModuleProxy = {}
  global.__turboModuleProxy = (name) => nativeModule(modules[name] || { getConstants: () => ({}) })
  global.expo = {
    modules: { ExpoFetchModule: { NativeRequest, NativeResponse } },
    EventEmitter() {},
    NativeModule() {},
    SharedObject() {},
    SharedRef() {},
  }
})()
