// One tab runs at a time. Over HTTP/1.1 a browser opens at most six connections to a server, for all tabs together, and a run
// needs three: with two tabs every further request would wait without an error.

const channel = new BroadcastChannel('runs')

/** Calls `stop` when another tab starts a run; returns a function that announces a run of this tab. */
export function shareWithTabs(stop) {
  channel.addEventListener('message', stop)
  return () => channel.postMessage('started')
}
