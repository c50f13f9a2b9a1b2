// Creates resources of the test server and reads their logs, from Node and from pages.

const TIMEOUT = 15_000

/** A client of the test server at this address. */
export function client(address) {
  const fetchJson = async (path, init) => {
    const response = await fetch(address + path, { signal: AbortSignal.timeout(TIMEOUT), ...init })
    if (!response.ok)
      throw new Error(`${path}: status ${response.status}, ${await response.text()}`)
    return response.json()
  }

  const resource = async (kind, description) => {
    const { id } = await fetchJson(kind, { method: 'POST', body: JSON.stringify(description) })
    const path = `/scripts/${id}`
    return {
      path,
      url: address + path,
      signal: () => fetchJson(`${path}/signal`, { method: 'POST' }),
      log: () => fetchJson(`${path}/log`),
      requested: (count = 1) => fetchJson(`${path}/requested?count=${count}`),
      closed: (count = 1) => fetchJson(`${path}/closed?count=${count}`),
    }
  }

  return {
    /** A resource that plays a script: see script.js. */
    script: (...responses) => resource('/scripts', responses),
    /** A resource that injects faults: see tests/chaos/faults.js. */
    faulty: (plan) => resource('/faulty', plan),
  }
}
