// What a client has to do in every environment (apps/receive.js), verified by what the server has received.

import assert from 'node:assert/strict'
import { messages, script } from '../page/server.js'

/** How the core ran in the clients that were verified last: as WebAssembly, as JavaScript, or both. */
export const cores = new Set()

const textOf = ([id, data]) => ({ text: `id: ${id}\ndata: ${data}\n\n` })

/**
 * A resource for one client; `verify` checks what the client has received. `last` are the messages of the second connection; with
 * `heartbeat`, the server sends comments then.
 */
export async function scenario({ heartbeat, last = [[2, 'two']] } = {}) {
  const { url, closed } = await script(
    { body: [{ text: 'retry: 10\nid: 1\ndata: one\n\n' }], then: 'end' },
    { body: [...last.map(textOf), ...(heartbeat ? [{ text: ':\n', every: 200 }] : [])] },
  )
  const verify = async (received) => {
    assert.deepEqual(received, ['1 one', ...last.map((message) => message.join(' '))])
    const { requests } = await closed()
    const sent = requests.map(({ headers }) => [headers.authorization, headers['last-event-id']])
    assert.deepEqual(sent, [
      ['Bearer reach', undefined],
      ['Bearer reach', '1'],
    ])
    const { 'x-core': core } = requests[1].headers
    if (core) cores.add(core)
  }
  return { url, verify }
}

/** Verifies what a program receives from two URLs: from one as an event source, from the other as an async iterable. */
export async function checkBoth(receiveBoth) {
  const [first, second] = [await scenario(), await scenario()]
  const [received, iterated] = await receiveBoth(first.url, second.url)
  await first.verify(received)
  await second.verify(iterated)
}

/** A resource that sends one message to every client. */
export const oneMessage = async () => (await messages('one')).url
