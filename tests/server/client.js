// Makes resources of the test server and asks about them, from Node and from pages.

const PATIENCE = 15_000

/** What asks the server at this address. */
export function client(address) {
  const ask = async (path, init) => {
    const response = await fetch(address + path, { signal: AbortSignal.timeout(PATIENCE), ...init })
    if (!response.ok) throw new Error(`${path} was answered with ${await response.text()}`)
    return response.json()
  }

  const resource = async (kind, description) => {
    const { id } = await ask(kind, { method: 'POST', body: JSON.stringify(description) })
    const path = `/scripts/${id}`
    return {
      path,
      url: address + path,
      signal: () => ask(`${path}/signal`, { method: 'POST' }),
      log: () => ask(`${path}/log`),
      requested: (count = 1) => ask(`${path}/requested?count=${count}`),
      closed: (count = 1) => ask(`${path}/closed?count=${count}`),
    }
  }

  return {
    /** A resource that plays a script: see script.js. */
    script: (...answers) => resource('/scripts', answers),
    /** A resource that spoils attempts: see tests/chaos/faults.js. */
    faulty: (plan) => resource('/faulty', plan),
  }
}
