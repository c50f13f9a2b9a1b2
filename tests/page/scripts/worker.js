/* global EventSource */

// A classic worker without a native EventSource: posts the first message of the stream in its query.

delete globalThis.EventSource
globalThis.importScripts('/dist/eventsource.global.js')

const source = new EventSource(decodeURIComponent(globalThis.location.search.slice(1)))
source.onmessage = ({ type, data, lastEventId }) => {
  const isNative = /native code/.test(Function.prototype.toString.call(EventSource))
  globalThis.postMessage({ type, data, lastEventId, isNative })
}
