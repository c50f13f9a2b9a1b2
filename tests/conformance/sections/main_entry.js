// Which EventSource the package's main entry constructs, with a native one and without.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('main entry')

/** The options that native EventSource does not have. */
const OPTIONS = {
  headers: { 'X-Own': '1' },
  method: 'POST',
  fetch: (url, init) => fetch(url, init),
  signal: new AbortController().signal,
  lastEventId: '7',
  backoff: {},
  maxEventSize: 1000,
}

const Native = globalThis.EventSource

function construct(env, name, ...args) {
  const source = new globalThis.library[name](...args)
  env.after(() => source.close())
  return source
}

const isNative = (source) => Native !== undefined && source instanceof Native
const isFetchEventSource = (source) => source instanceof globalThis.library.FetchEventSource

for (const [what, init] of [
  ['without init', undefined],
  ['with null as init', null],
  ['with an empty init', {}],
  ['with withCredentials', { withCredentials: true }],
  ['with options that are undefined', { withCredentials: false, headers: undefined }],
]) {
  check(`EventSource ${what} is native if there is a native EventSource`, async (env) => {
    const source = construct(env, 'EventSource', '/none', init)
    assert.deepEqual([isNative(source), isFetchEventSource(source)], [!!Native, !Native])
    assert.instanceOf(source, globalThis.library.EventSource)
    assert.strictEqual(source.withCredentials, !!init?.withCredentials)
  })
}

for (const option in OPTIONS) {
  check(`EventSource with ${option} is a FetchEventSource`, async (env) => {
    const source = construct(env, 'EventSource', '/none', { [option]: OPTIONS[option] })
    assert.deepEqual([isNative(source), isFetchEventSource(source)], [false, true])
    assert.instanceOf(source, globalThis.library.EventSource)
  })
}

check('a subclass of EventSource is a FetchEventSource', async (env) => {
  class Subclass extends globalThis.library.EventSource {}
  const source = new Subclass('/none')
  env.after(() => source.close())
  assert.deepEqual([isNative(source), isFetchEventSource(source)], [false, true])
  assert.instanceOf(source, Subclass)
  assert.notInstanceOf(construct(env, 'EventSource', '/none'), Subclass)
})

check('FetchEventSource is not native', async (env) => {
  const source = construct(env, 'FetchEventSource', '/none')
  assert.deepEqual([isNative(source), isFetchEventSource(source)], [false, true])
})

check('invalid arguments throw the same errors, with a native EventSource or without', async () => {
  const { EventSource } = globalThis.library
  assert.throws(() => new EventSource(), TypeError)
  assert.throws(() => new EventSource('/none', 5), TypeError)
  assert.throws(() => new EventSource('http://'), DOMException)
  assert.throws(() => EventSource('/none'), TypeError)
})

for (const [name, init] of [
  ['EventSource', undefined],
  ['EventSource', { headers: { 'X-Own': '1' } }],
  ['FetchEventSource', undefined],
]) {
  check(`${name}${init ? ' with headers' : ''} receives messages`, async (env) => {
    const resource = await env.script({ body: [{ text: 'id: 7\ndata: a\n\n' }] })
    const source = construct(env, name, resource.url, init)
    const { data, lastEventId } = await new Promise((resolve) => (source.onmessage = resolve))
    assert.deepEqual([data, lastEventId], ['a', '7'])
    const { requests } = await resource.log()
    assert.strictEqual(requests[0].headers['x-own'], init && '1')
  })
}
