// Creates resources of the test server (tests/server) from Node.

import { client } from '../server/client.js'

const address = process.env.EVENTSOURCE_TEST_SERVER
if (!address) {
  throw new Error(
    'EVENTSOURCE_TEST_SERVER must be the address of tests/server/server.js: use `npm test`',
  )
}

/** The URL of an empty page, on this server by default. */
export const pageAt = (parameters, from = address) =>
  `${from}/page?${new URLSearchParams(parameters)}`

export const origin = address

export const { script } = client(address)

/** A resource that sends messages with this data and stays open. */
export const messages = (...data) =>
  script({ body: [{ text: data.map((text) => `data: ${text}\n\n`).join('') }] })
