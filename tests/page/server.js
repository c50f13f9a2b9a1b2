// Resources of the test server (tests/server), made from Node.

const address = process.env.EVENTSOURCE_TEST_SERVER
if (!address) {
  throw new Error(
    'EVENTSOURCE_TEST_SERVER must be the address of tests/server/server.js: use `npm test`',
  )
}

const ask = async (path, init) => {
  const response = await fetch(address + path, { signal: AbortSignal.timeout(15_000), ...init })
  if (!response.ok) throw new Error(`${path} was answered with ${await response.text()}`)
  return response.json()
}

/** The address of an empty page. */
export const pageAt = (parameters) => `${address}/page?${new URLSearchParams(parameters)}`

export const origin = address

/** A resource that plays a script: see tests/server/script.js. */
export async function script(...answers) {
  const { id } = await ask('/scripts', { method: 'POST', body: JSON.stringify(answers) })
  const path = `/scripts/${id}`
  return {
    url: address + path,
    signal: () => ask(`${path}/signal`, { method: 'POST' }),
    log: () => ask(`${path}/log`),
    requested: (count = 1) => ask(`${path}/requested?count=${count}`),
    closed: (count = 1) => ask(`${path}/closed?count=${count}`),
  }
}

/** A resource that sends these messages and stays open. */
export const messages = (...data) =>
  script({ body: [{ text: data.map((text) => `data: ${text}\n\n`).join('') }] })
