// The constructor: #dom-eventsource, and URL parsing.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('construction')

const { origin } = globalThis.location ?? {}

check('no argument is a TypeError', async () => {
  assert.throws(() => new EventSource(), TypeError)
})

check('a Symbol as the URL is a TypeError', async () => {
  assert.throws(() => new EventSource(Symbol()), TypeError)
})

check('an init that is neither an object nor undefined nor null is a TypeError', async () => {
  for (const init of [5, 'x', true, Symbol(), 5n])
    assert.throws(() => new EventSource('/none', init), TypeError, undefined, String(init))
})

check('an init that is undefined, null or any object is accepted', async (env) => {
  for (const init of [undefined, null, {}, [], () => {}, new Date()])
    assert.isFalse(env.source('/none', init).withCredentials)
})

check('withCredentials is converted to a boolean', async (env) => {
  const values = [undefined, null, 0, '', 1, 'false', {}, true]
  const booleans = values.map(
    (value) => env.source('/', { withCredentials: value }).withCredentials,
  )
  assert.deepEqual(booleans, [false, false, false, false, true, true, true, true])
})

check('withCredentials may be inherited, and is read once', async (env) => {
  let reads = 0
  const parent = {
    get withCredentials() {
      return ++reads
    },
  }
  assert.isTrue(env.source('/none', Object.create(parent)).withCredentials)
  assert.strictEqual(reads, 1)
})

check('the URL is converted before the init is read', async (env) => {
  const order = []
  const url = { toString: () => (order.push('url'), '/none') }
  const init = { get withCredentials() { return order.push('init') } } // prettier-ignore
  env.source(url, init)
  assert.deepEqual(order, ['url', 'init'])
})

check('an exception in the conversion of an argument is rethrown', async () => {
  const error = new Error('thrown')
  const fail = () => {
    throw error
  }
  const init = Object.defineProperty({}, 'withCredentials', { get: fail })
  for (const args of [[{ toString: fail }], ['/none', init]]) {
    try {
      new EventSource(...args)
      assert.fail('nothing was thrown')
    } catch (thrown) {
      assert.strictEqual(thrown, error)
    }
  }
})

check('a new object is CONNECTING and has its URL', async (env) => {
  const source = env.source('/none')
  assert.deepEqual([source.readyState, source.url], [0, `${origin}/none`])
})

check('a relative URL is resolved against the URL of the global', async (env) => {
  const { href } = new URL('none?a#b', location)
  assert.strictEqual(env.source('none?a#b').url, href)
})

check('the empty string resolves to the URL of the global, without its fragment', async (env) => {
  assert.strictEqual(env.source('').url, location.href.replace(/#.*/, ''))
})

check('an object with toString is converted to a URL', async (env) => {
  const urls = [new URL('/none', location), { toString: () => '/none' }, ['/none']]
  for (const url of urls) assert.strictEqual(env.source(url).url, `${origin}/none`)
  assert.strictEqual(env.source(location).url, location.href)
  assert.strictEqual(env.source(null).url, new URL('null', location).href)
})

check('a URL is normalized and keeps its fragment', async (env) => {
  const inputs = { ' /a\t/../b\n': '/b', '/c#d e': '/c#d%20e', '/e\\f': '/e/f', '/%zz"': '/%zz%22' }
  for (const input in inputs) assert.strictEqual(env.source(input).url, origin + inputs[input])
})

check('a lone surrogate in a URL becomes U+FFFD', async (env) => {
  assert.strictEqual(env.source('/\ud800').url, `${origin}/%EF%BF%BD`)
})

check('a URL keeps its user name and password', async (env) => {
  const url = `http://user:word@${location.host}/none`
  assert.strictEqual(env.source(url).url, url)
})

check('the query of a URL is UTF-8 in UTF-8 documents and in workers', async (env) => {
  assert.strictEqual(env.source('/none?é€').url, `${origin}/none?%C3%A9%E2%82%AC`)
})

for (const url of ['http://', 'http://a b/', 'http://a:99999/', '//[', 'http://a%00b/', '//a<b']) {
  check(`the URL '${url}' is a SyntaxError`, async () => {
    try {
      new EventSource(url)
    } catch (error) {
      assert.instanceOf(error, DOMException)
      assert.deepEqual([error.name, error.code], ['SyntaxError', DOMException.SYNTAX_ERR])
      return
    }
    assert.fail('nothing was thrown')
  })
}

const documents = { globals: ['window'] }

check(
  'a relative URL is resolved against the base URL of the document',
  async (env) => {
    const { document, EventSource } = await env.frame()
    document.head.append(Object.assign(document.createElement('base'), { href: '/base/' }))
    for (const [input, path] of [
      ['', '/base/'],
      ['none', '/base/none'],
      ['?a', '/base/?a'],
      ['#b', '/base/#b'],
    ]) {
      const source = new EventSource(input)
      source.close()
      assert.strictEqual(source.url, origin + path)
    }
  },
  documents,
)

check(
  'only the query of a URL has the encoding of the document',
  async (env) => {
    const { EventSource } = await env.frame({ charset: 'windows-1252' })
    const source = new EventSource('/é?é€☃#é')
    source.close()
    assert.strictEqual(source.url, `${origin}/%C3%A9?%E9%80%26%239731%3B#%C3%A9`)
  },
  documents,
)
