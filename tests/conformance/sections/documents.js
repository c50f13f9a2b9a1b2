// Documents of every kind: about:blank, srcdoc, blob:, XML, base URLs, document.open() and document.domain.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const add = section('documents')
const check = (name, run) => add(name, run, { globals: ['window'] })

const MESSAGE = { body: [{ text: 'retry: 10\ndata: a\n\n' }] }

/** The entries of a source that a frame's constructor creates, and the source. */
async function connectIn(env, frame, url, count = 2) {
  const source = env.use(new frame.EventSource(url))
  const record = env.record(source)
  await record.until(count)
  return { source, entries: record.entries.slice(0, count), events: record.events }
}

const CONNECTED = ['open', 'message a']

/** Documents that a frame creates without a response: the attributes of the frame. */
const LOCAL_DOCUMENTS = {
  'about:blank': {},
  'about:srcdoc': { srcdoc: '<!doctype html><title>a</title>' },
  'javascript:': { src: "javascript:'<!doctype html><title>a</title>'" },
}

for (const [name, attributes] of Object.entries(LOCAL_DOCUMENTS)) {
  check(`a source in an ${name} document connects, with the URL of its creator`, async (env) => {
    const resource = await env.script(MESSAGE)
    const frame = await env.localFrame(attributes)
    const { source, entries, events } = await connectIn(env, frame, resource.path)
    assert.deepEqual(entries, CONNECTED)
    assert.strictEqual(source.url, resource.url)
    assert.strictEqual(events[1].origin, location.origin)
    const { headers } = (await resource.log()).requests[0]
    assert.deepEqual([headers.origin, headers['sec-fetch-site']], [undefined, 'same-origin'])
  })
}

check('a source in an about:srcdoc document has the referrer of its creator', async (env) => {
  const resource = await env.script(MESSAGE)
  const frame = await env.localFrame(LOCAL_DOCUMENTS['about:srcdoc'])
  await connectIn(env, frame, resource.url)
  const { headers } = (await resource.log()).requests[0]
  assert.strictEqual(headers.referer, location.href)
})

check('a source in a blob: document connects with an absolute URL', async (env) => {
  const resource = await env.script(MESSAGE)
  const blob = new Blob(['<!doctype html><title>a</title>'], { type: 'text/html' })
  const src = URL.createObjectURL(blob)
  env.after(() => URL.revokeObjectURL(src))
  const frame = await env.localFrame({ src })
  const { entries } = await connectIn(env, frame, resource.url)
  assert.deepEqual(entries, CONNECTED)
})

check('a relative URL in a blob: document is a SyntaxError', async (env) => {
  const blob = new Blob(['<!doctype html><title>a</title>'], { type: 'text/html' })
  const src = URL.createObjectURL(blob)
  env.after(() => URL.revokeObjectURL(src))
  const { DOMException, EventSource } = await env.localFrame({ src })
  assert.throws(() => new EventSource('/none'), DOMException)
})

for (const type of ['application/xhtml+xml', 'application/xml', 'text/xml', 'image/svg+xml']) {
  check(`a source in a document of type ${type} connects`, async (env) => {
    const resource = await env.script(MESSAGE)
    const frame = await env.frame({ type })
    const { source, entries } = await connectIn(env, frame, resource.path)
    assert.deepEqual([entries, source.url], [CONNECTED, resource.url])
  })
}

check('the query of a URL in an XML document has the encoding of the document', async (env) => {
  const { EventSource } = await env.frame({
    type: 'application/xhtml+xml',
    charset: 'windows-1252',
  })
  const source = env.use(new EventSource('/none?é'))
  assert.strictEqual(source.url, `${location.origin}/none?%E9`)
})

/** Adds a base element to a frame. */
const addBase = ({ document }, attributes) => {
  const base = document.createElementNS('http://www.w3.org/1999/xhtml', 'base')
  for (const name in attributes) base.setAttribute(name, attributes[name])
  ;(document.head ?? document.documentElement).append(base)
  return base
}

const urlIn = (env, frame, url) => env.use(new frame.EventSource(url)).url

check('the base URL is that of the first base element with href', async (env) => {
  const frame = await env.frame()
  addBase(frame, { target: '_blank' })
  addBase(frame, { href: '/first/' })
  addBase(frame, { href: '/second/' })
  assert.strictEqual(urlIn(env, frame, 'none'), `${location.origin}/first/none`)
})

check('the base URL can be in another origin', async (env) => {
  const resource = await env.script(MESSAGE)
  const frame = await env.frame()
  addBase(frame, { href: `${env.other}/base` })
  const { source, entries, events } = await connectIn(env, frame, resource.path)
  assert.deepEqual([entries, source.url], [CONNECTED, resource.otherUrl])
  assert.strictEqual(events[1].origin, env.other)
})

for (const href of ['data:text/plain,a', 'javascript:1', 'http://[']) {
  check(`a base element with href='${href}' is ignored`, async (env) => {
    const frame = await env.frame()
    addBase(frame, { href })
    assert.strictEqual(urlIn(env, frame, '/none'), `${location.origin}/none`)
  })
}

check('the base URL in an XML document is that of a base element', async (env) => {
  const frame = await env.frame({ type: 'application/xhtml+xml' })
  addBase(frame, { href: '/base/' })
  assert.strictEqual(urlIn(env, frame, 'none'), `${location.origin}/base/none`)
})

check('a base element that is changed or removed applies to later sources', async (env) => {
  const frame = await env.frame()
  const base = addBase(frame, { href: '/first/' })
  const urls = [urlIn(env, frame, 'none')]
  base.href = '/second/'
  urls.push(urlIn(env, frame, 'none'))
  base.remove()
  urls.push(urlIn(env, frame, '/none'))
  const paths = ['/first/none', '/second/none', '/none']
  assert.deepEqual(
    urls,
    paths.map((path) => location.origin + path),
  )
})

check(
  'a base element that is added later does not change the URL of reconnections',
  async (env) => {
    const resource = await env.script({ ...MESSAGE, then: 'end' })
    const frame = await env.frame()
    const source = env.use(new frame.EventSource(resource.path))
    const { until } = env.record(source)
    await until(3)
    addBase(frame, { href: `${env.other}/base/` })
    await until(6)
    assert.strictEqual(source.url, resource.url)
    assert.isAtLeast((await resource.log()).requests.length, 2)
  },
)

check('history.pushState() changes the base URL of later sources', async (env) => {
  const frame = await env.frame()
  const before = env.use(new frame.EventSource('none'))
  frame.history.pushState(null, '', '/folder/page')
  assert.deepEqual(
    [before.url, urlIn(env, frame, 'none')],
    [`${location.origin}/none`, `${location.origin}/folder/none`],
  )
})

check('document.open() keeps the connection', async (env) => {
  const body = [...MESSAGE.body, { signal: true }, { text: 'data: b\n\n' }]
  const resource = await env.script({ body })
  const frame = await env.frame()
  const { source, entries } = await connectIn(env, frame, resource.url)
  assert.deepEqual(entries, CONNECTED)
  const record = env.record(source)
  frame.document.open()
  frame.document.write('<!doctype html><title>b</title>')
  frame.document.close()
  await resource.signal()
  await record.until(1)
  assert.deepEqual([record.entries, source.readyState], [['message b'], 1])
  assert.strictEqual((await resource.log()).requests.length, 1)
})

check('a source that is created after document.open() connects', async (env) => {
  const resource = await env.script(MESSAGE)
  const frame = await env.frame()
  frame.document.open()
  frame.document.write('<!doctype html><title>b</title>')
  frame.document.close()
  const { entries } = await connectIn(env, frame, resource.url)
  assert.deepEqual(entries, CONNECTED)
})

add(
  'document.domain does not change the origin of a request',
  async (env) => {
    const resource = await env.script(MESSAGE)
    const child = await env.child()
    await child.run(() => {
      try {
        document.domain = location.hostname
      } catch {
        // An origin-keyed agent cluster does not allow it.
      }
    })
    const { origins } = await child.connect(resource.url, { count: 2 })
    assert.deepEqual(origins, [location.origin])
    assert.isUndefined((await resource.log()).requests[0].headers.origin)
  },
  { globals: ['window'], child: true },
)

check(
  'a source of a frame is dispatched in the frame when its constructor is called outside',
  async (env) => {
    const { url } = await env.script({ ...MESSAGE, then: 'end' })
    const frame = await env.frame()
    const { events } = await connectIn(env, frame, url, 3)
    assert.isTrue(events.every((event) => event instanceof frame.Event))
  },
)

check('the constructor of a removed frame neither throws nor connects', async (env) => {
  const resource = await env.script(MESSAGE)
  const { EventSource, frameElement } = await env.frame()
  frameElement.remove()
  env.use(new EventSource(resource.url))
  await env.settle()
  assert.deepEqual((await resource.log()).requests, [])
})

check('a source of a removed frame fires no event and reconnects no more', async (env) => {
  const body = [{ text: 'retry: 30\n\n' }]
  const resource = await env.script({ body, then: 'end' })
  const frame = await env.frame()
  const source = env.use(new frame.EventSource(resource.url))
  const { until, entries } = env.record(source)
  await until(2)
  frame.frameElement.remove()
  const count = entries.length
  await env.settle()
  await env.settle()
  assert.strictEqual(entries.length, count)
})

check('a frame that is moved is another document, and its first source is closed', async (env) => {
  const resource = await env.script(MESSAGE)
  const frame = await env.frame()
  await connectIn(env, frame, resource.url)
  const place = document.createElement('div')
  document.documentElement.append(place)
  env.after(() => place.remove())
  place.append(frame.frameElement ?? document.querySelector('iframe'))
  await resource.closed()
})

check(
  'a document that is replaced by document.open() after a navigation has no earlier source',
  async (env) => {
    const resource = await env.script(MESSAGE)
    const frame = await env.frame()
    await connectIn(env, frame, resource.url)
    const loaded = new Promise((resolve) => (frame.frameElement.onload = resolve))
    frame.location.reload()
    await loaded
    await resource.closed()
    assert.strictEqual((await resource.log()).requests.length, 1)
  },
)
