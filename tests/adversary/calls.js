// Calls of the functions of a client in another thread, over a message port.

export function serveCalls(client, port) {
  port.onmessage = async ({ data: [id, name, args] }) =>
    port.postMessage([id, await client[name](...args)])
}

/** The client at the other end of a port: each of its functions returns a promise. */
export function callsThrough(port) {
  const pending = new Map()
  let calls = 0
  port.onmessage = ({ data: [id, result] }) => {
    pending.get(id)(result)
    pending.delete(id)
  }
  const call =
    (name) =>
    (...args) =>
      new Promise((resolve) => {
        pending.set(++calls, resolve)
        port.postMessage([calls, name, args])
      })
  return { start: call('start'), finish: call('finish'), late: call('late') }
}
