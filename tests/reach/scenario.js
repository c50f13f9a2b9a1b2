// What a client in any environment has to do: see apps/receive.js. The server tells whether it did.

import assert from 'node:assert/strict'
import { messages, script } from '../page/server.js'

/** A resource for one client; `verify` is given what it has received. A server that beats sends something now and then. */
export async function scenario({ beats } = {}) {
  const { url, closed } = await script(
    { body: [{ text: 'retry: 10\nid: 1\ndata: one\n\n' }], then: 'end' },
    { body: [{ text: 'id: 2\ndata: two\n\n' }, ...(beats ? [{ text: ':\n', every: 200 }] : [])] },
  )
  const verify = async (received) => {
    assert.deepEqual(received, ['1 one', '2 two'])
    const { requests } = await closed()
    const sent = requests.map(({ headers }) => [headers.authorization, headers['last-event-id']])
    assert.deepEqual(sent, [
      ['Bearer reach', undefined],
      ['Bearer reach', '1'],
    ])
  }
  return { url, verify }
}

/** A resource that sends one message to whoever asks. */
export const oneMessage = async () => (await messages('one')).url
