// One tab runs at a time. Over HTTP/1.1 a browser opens six connections to a server, for all tabs together, and a run takes
// three: two tabs would take them all, and whatever is asked for next would wait without a word.

const channel = new BroadcastChannel('runs')

/** Calls `stop` when a run begins in another tab; the function returned says that one begins in this tab. */
export function shareWithTabs(stop) {
  channel.addEventListener('message', stop)
  return () => channel.postMessage('begins')
}
