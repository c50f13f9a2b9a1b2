// Gives orders to tabs, and waits for what they return.

const channel = new BroadcastChannel('orders')
let number = 0

/** What each of these tabs returns, in their order; null for one that has not before the timeout, in milliseconds. */
globalThis.order = (ids, order, argument, patience) =>
  new Promise((resolve) => {
    const results = new Map()
    const own = ++number
    const finish = () => {
      clearTimeout(timer)
      channel.removeEventListener('message', listen)
      resolve(ids.map((id) => results.get(id) ?? null))
    }
    const timer = setTimeout(finish, patience)
    const listen = ({ data }) => {
      if (data.number !== own || !ids.includes(data.from)) return
      results.set(data.from, data.result ?? {})
      if (results.size === ids.length) finish()
    }
    channel.addEventListener('message', listen)
    const to = ids.length === 1 ? ids[0] : undefined
    channel.postMessage({ order, to, number: own, argument })
  })
