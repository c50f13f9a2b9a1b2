// Programs of users, which run in Node and in every engine. Each has the responses of its resources, the program, what it
// returns, and what its requests have in common or in which they differ.

const event = (data, id) => ({ text: `${id ? `id: ${id}\n` : ''}data: ${data}\n\n` })
const stream = (...events) => ({ body: events })
const ending = (...events) => ({ body: events, then: 'end' })
const cutOnSignal = (...events) => ({
  body: [...events, { signal: true }],
  then: 'destroy',
})
const plain = (status, text) => ({
  status,
  headers: { 'Content-Type': 'text/plain' },
  body: [{ text }],
  then: 'end',
})

export const programs = {
  'a POST whose response has an ID and ends is resumed by GET': {
    resources: { mcp: [ending(event('', '1')), stream(event('result', '2'))] },
    run: async ({ events }, { mcp }) => {
      const messages = events(mcp, {
        request: ({ lastEventId }) =>
          lastEventId ? { method: 'GET' } : { method: 'POST', body: '{"method":"tools/list"}' },
        reconnectOnEnd: true,
        backoff: { initial: 1 },
      })
      for await (const { data } of messages) if (data) return data
    },
    result: 'result',
    requests: { mcp: ({ method, headers }) => [method, headers['last-event-id']] },
    requested: {
      mcp: [
        ['POST', undefined],
        ['GET', '1'],
      ],
    },
  },

  'the answer of a language model that ends without a last message ends the loop': {
    resources: { chat: [ending(event('Blue '), event('light'))] },
    run: async ({ events }, { chat }) => {
      let answer = ''
      for await (const { data } of events(chat, { method: 'POST', body: '?' })) answer += data
      return answer
    },
    result: 'Blue light',
    requests: { chat: ({ method }) => method },
    requested: { chat: ['POST'] },
  },

  'the answer of a language model that is cut is resumed after its last part': {
    resources: {
      chat: [cutOnSignal(event('Blue ', '1')), stream(event('light', '2'), event('[DONE]', '3'))],
    },
    run: async ({ events }, { chat }) => {
      let answer = ''
      // Node 20 and WebKitGTK do not tell every cut from the end.
      const init = { method: 'POST', body: '?', reconnectOnEnd: true, backoff: { initial: 1 } }
      for await (const { data } of events(chat, init)) {
        if (data === '[DONE]') return answer
        // A cut discards what has not been read.
        if (!answer) await fetch(`${chat}/signal`, { method: 'POST' })
        answer += data
      }
    },
    result: 'Blue light',
    requests: { chat: ({ method, headers }) => [method, headers['last-event-id']] },
    requested: {
      chat: [
        ['POST', undefined],
        ['POST', '1'],
      ],
    },
  },

  'a signed URL that has expired is signed again': {
    resources: { signed: [ending(event('a', '1')), plain(403, 'expired'), stream(event('b'))] },
    run: async ({ events }, { signed }) => {
      let signature = 0
      const received = []
      const init = {
        request: async () => ({ url: `${signed}?signature=${++signature}` }),
        retryOn: ({ status }) => status === 403 || undefined,
        backoff: { initial: 1 },
      }
      for await (const { data } of events(signed, init)) {
        received.push(data)
        if (received.length === 2) return received
      }
    },
    result: ['a', 'b'],
    requests: { signed: ({ url }) => /\?(.*)/.exec(url)[1] },
    requested: { signed: ['signature=1', 'signature=2', 'signature=3'] },
  },

  'the body of a 401 is shown, and the next attempt has a new token': {
    resources: { events: [plain(401, 'The token has expired.'), stream(event('a'))] },
    run: ({ FetchEventSource }, { events }) =>
      new Promise((resolve) => {
        let token = 0
        let shown
        const source = new FetchEventSource(events, {
          headers: async () => ({ Authorization: `Bearer ${++token}` }),
          retryOn: [401],
          backoff: { initial: 1 },
        })
        source.onerror = ({ response }) => (shown = response.text())
        source.onmessage = async ({ data }) => {
          source.close()
          resolve([await shown, data])
        }
      }),
    result: ['The token has expired.', 'a'],
    requests: { events: ({ headers }) => headers.authorization },
    requested: { events: ['Bearer 1', 'Bearer 2'] },
  },

  'the body of another HTTP client’s response is read': {
    resources: { events: [ending(event('a', '1'), event('b', '2'))] },
    run: async ({ events: read }, { events }) => {
      const { body } = await fetch(events)
      const received = []
      for await (const { data, lastEventId } of read(body)) received.push(`${lastEventId} ${data}`)
      return received
    },
    result: ['1 a', '2 b'],
    requests: { events: ({ method }) => method },
    requested: { events: ['GET'] },
  },
}
