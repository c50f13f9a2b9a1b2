/* global EventSource, Worker, library, watch */

import assert from 'node:assert/strict'
import { openLibrary, openPage, withoutNative, test } from './browser.js'
import { messages, origin, pageAt, script } from './server.js'

const paths = (page) => page.requests.map((url) => url.replace(origin, ''))

test('only index.js is loaded when native suffices', async (t) => {
  const page = await openLibrary(t)
  const { url } = await messages('one')
  await page.evaluate((url) => watch(new library.EventSource(url)).until(2), url)
  const loaded = paths(page).filter((path) => path.startsWith('/dist/'))
  assert.deepEqual(loaded, ['/dist/index.js'])
})

test('the engine and the module are loaded once, by the first source that needs them', async (t) => {
  const page = await openLibrary(t)
  const { url } = await messages('one')
  await page.evaluate(async (url) => {
    const sources = [1, 2].map(() => new library.FetchEventSource(url))
    await Promise.all(sources.map((source) => watch(source).until(2)))
  }, url)
  const loaded = paths(page).filter((path) => path.startsWith('/dist/'))
  assert.deepEqual(loaded.sort(), ['/dist/engine.js', '/dist/index.js', '/dist/module.js'])
})

test('load() provides the module', async (t) => {
  const page = await openLibrary(t)
  const { url } = await messages('one')
  const entries = await page.evaluate(async (url) => {
    await library.load('/dist/eventsource.wasm')
    return watch(new library.FetchEventSource(url)).until(2)
  }, url)
  assert.deepEqual(entries, ['open', 'message one #'])
  assert.ok(!paths(page).includes('/dist/module.js'))
})

test('close() before the module is loaded aborts the request, and no event follows', async (t) => {
  const page = await openLibrary(t)
  const resource = await messages('one')
  await page.route('**/dist/module.js', async (route) => {
    await page.evaluate(() => globalThis.source.close())
    await route.continue()
  })
  const entries = await page.evaluate(async (url) => {
    globalThis.source = new library.FetchEventSource(url)
    const { entries } = watch(globalThis.source)
    await library.load()
    await watch(new library.FetchEventSource('/none')).until(1)
    return entries
  }, resource.url)
  assert.deepEqual(entries, [])
  assert.equal((await resource.closed()).requests.length, 1)
})

const missing = (file) => (page) =>
  page.route(`**/dist/${file}`, (route) => route.fulfill({ status: 404 }))

const withoutWasmEval = { csp: "default-src 'none'; script-src 'self'; connect-src 'self'" }

for (const [what, options] of [
  ['engine.js is missing', { prepare: missing('engine.js') }],
  ['module.js is missing', { prepare: missing('module.js') }],
  [
    'the policy forbids WebAssembly and fallback.js is missing',
    { prepare: missing('fallback.js'), ...withoutWasmEval },
  ],
]) {
  test(`if ${what} the source fails with one error and the reason load`, async (t) => {
    const page = await openLibrary(t, options)
    const { url, closed } = await messages('one')
    const failed = await page.evaluate(async (url) => {
      const source = new library.FetchEventSource(url)
      const { entries } = watch(source)
      const event = await new Promise((resolve) => (source.onerror = resolve))
      const { reason, message, cause, willReconnect } = event
      await library.load().catch(() => {})
      const isError = cause instanceof Error
      return { reason, message, isError, willReconnect, readyState: source.readyState, entries }
    }, url)
    assert.match(failed.message, /core could not be loaded/)
    delete failed.message
    assert.deepEqual(failed, {
      reason: 'load',
      isError: true,
      willReconnect: false,
      readyState: 2,
      entries: ['error load, closed'],
    })
    assert.equal((await closed()).requests.length, 1, 'the request is aborted')
  })
}

for (const file of ['engine.js', 'module.js']) {
  test(`if ${file} is not available once, it is loaded again`, async (t) => {
    let count = 0
    const prepare = (page) =>
      page.route(`**/dist/${file}`, (route) =>
        count++ ? route.continue() : route.fulfill({ status: 503 }),
      )
    const page = await openLibrary(t, { prepare })
    const { url } = await messages('one')
    const entries = await page.evaluate(async (url) => {
      const source = new library.FetchEventSource(url, { backoff: { initial: 1 } })
      return watch(source).until(3)
    }, url)
    assert.deepEqual(entries.slice(0, 3), ['error load, again in 1', 'open', 'message one #'])
  })
}

test('where a service worker may import nothing, the error is final and nothing else is requested', async (t) => {
  const page = await openLibrary(t)
  const { url } = await messages('one')
  const failed = await page.evaluate(async (url) => {
    await navigator.serviceWorker.register('/worker?script=/service_source.js', { type: 'module' })
    const { active } = await navigator.serviceWorker.ready
    active.postMessage(url)
    const { data } = await new Promise((resolve) => {
      navigator.serviceWorker.onmessage = resolve
    })
    return data
  }, url)
  assert.match(failed.message, /in a service worker .+ import 'eventsource-wasm\/inline'/)
  delete failed.message
  assert.deepEqual(failed, { reason: 'load', willReconnect: false, requested: [url] })
})

const withoutWebAssembly = {
  prepare: (page) => page.addInitScript(() => delete globalThis.WebAssembly),
}

for (const [what, options] of [
  ['the policy of the page forbids WebAssembly', withoutWasmEval],
  ['there is no WebAssembly', withoutWebAssembly],
]) {
  test(`if ${what} the core runs as JavaScript`, async (t) => {
    const page = await openLibrary(t, options)
    const { url, closed } = await script(
      { body: [{ text: 'retry: 10\nid: é\ndata: one\n\n' }], then: 'end' },
      { body: [{ text: 'data: two\n\n' }] },
    )
    const entries = await page.evaluate(async (url) => {
      const source = new library.EventSource(url, { headers: { Authorization: 'Bearer a' } })
      const entries = await watch(source).until(5)
      source.close()
      return entries
    }, url)
    const again = ['error end, again in 10', 'open', 'message two #é']
    assert.deepEqual(entries, ['open', 'message one #é', ...again])
    const { requests } = await closed()
    const sent = requests.map(({ headers }) => [headers.authorization, headers['last-event-id']])
    const id = Buffer.from('é').toString('latin1')
    assert.deepEqual(sent, [
      ['Bearer a', undefined],
      ['Bearer a', id],
    ])
    assert.ok(paths(page).includes('/dist/fallback.js'))
  })
}

test('the core as JavaScript grows its memory for a large event', async (t) => {
  const page = await openLibrary(t, withoutWebAssembly)
  const { url } = await script({
    body: [{ text: 'data: ' }, { text: 'é'.repeat(1024), repeat: 4096 }, { text: '\n\n' }],
  })
  const [length, isWhole] = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url)
    const { data } = await new Promise((resolve) => (source.onmessage = resolve))
    return [data.length, /^é+$/.test(data)]
  }, url)
  assert.deepEqual([length, isWhole], [2 ** 22, true])
})

test('load() with the URL of a module uses the fallback if the policy forbids WebAssembly', async (t) => {
  const page = await openLibrary(t, withoutWasmEval)
  const { url } = await messages('one')
  const entries = await page.evaluate(async (url) => {
    await library.load('/dist/eventsource.wasm')
    return watch(new library.FetchEventSource(url)).until(2)
  }, url)
  assert.deepEqual(entries, ['open', 'message one #'])
  assert.ok(!paths(page).includes('/dist/eventsource.wasm'))
})

test('a policy needs only wasm-unsafe-eval, and no string is code or HTML', async (t) => {
  const csp =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; " +
    "require-trusted-types-for 'script'; trusted-types 'none'"
  const page = await openLibrary(t, { csp })
  const { url, path } = await messages('<script>alert(1)</script>')
  const [entries, violations] = await page.evaluate(async (url) => {
    const violations = []
    globalThis.document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
      violations.push(violatedDirective),
    )
    return [await watch(new library.FetchEventSource(url)).until(2), violations]
  }, url)
  assert.deepEqual(entries, ['open', 'message <script>alert(1)</script> #'])
  assert.deepEqual(violations, [])
  const others = paths(page).filter((name) => !/^\/(dist\/|page|library\.js)/.test(name))
  assert.deepEqual(others, [path])
})

/** Describes the global EventSource after the polyfill, and the first message that it receives. */
const useGlobal = (page, url) =>
  page.evaluate(async (url) => {
    const { enumerable, writable, configurable } = Object.getOwnPropertyDescriptor(
      globalThis,
      'EventSource',
    )
    const source = new EventSource(url)
    const { data } = await new Promise((resolve) => (source.onmessage = resolve))
    source.close()
    const isNative = /native code/.test(Function.prototype.toString.call(EventSource))
    return { isNative, data, enumerable, writable, configurable }
  }, url)

const installed = { data: 'one', enumerable: false, writable: true, configurable: true }

const polyfills = [
  ['polyfill.js', { script: '/dist/polyfill.js' }],
  ['eventsource.global.js', { classic: '/dist/eventsource.global.js' }],
]
for (const [file, parameters] of polyfills) {
  test(`${file} installs EventSource if there is none`, async (t) => {
    const page = await openPage(t, pageAt(parameters), withoutNative)
    const { url } = await messages('one')
    assert.deepEqual(await useGlobal(page, url), { isNative: false, ...installed })
  })

  test(`${file} keeps a native EventSource`, async (t) => {
    const page = await openPage(t, pageAt(parameters))
    const { url } = await messages('one')
    assert.deepEqual(await useGlobal(page, url), { isNative: true, ...installed })
  })
}

test('eventsource.global.js loads no other file', async (t) => {
  const page = await openPage(t, pageAt(polyfills[1][1]), withoutNative)
  const { url } = await messages('one')
  await useGlobal(page, url)
  const loaded = paths(page).filter((path) => path.startsWith('/dist/'))
  assert.deepEqual(loaded, ['/dist/eventsource.global.js'])
})

test('eventsource.global.js loads fallback.js from its own folder if there is no WebAssembly', async (t) => {
  const page = await openPage(t, pageAt(polyfills[1][1]), async (page) => {
    await withoutNative(page)
    await withoutWebAssembly.prepare(page)
  })
  const { url } = await messages('one')
  await useGlobal(page, url)
  assert.ok(paths(page).includes('/dist/fallback.js'))
})

test('inline.js loads no other file, and fails with an explanation if there is no WebAssembly', async (t) => {
  const page = await openPage(t, pageAt({}))
  const { url } = await messages('one')
  const receive = (url) =>
    page.evaluate(async (url) => {
      const { FetchEventSource } = await import('/dist/inline.js')
      const source = new FetchEventSource(url)
      const { data, message } = await new Promise((resolve) => {
        source.onmessage = resolve
        source.onerror = resolve
      })
      return data ?? message
    }, url)
  assert.equal(await receive(url), 'one')
  const loaded = paths(page).filter((path) => path.startsWith('/dist/'))
  assert.deepEqual(loaded, ['/dist/inline.js'])
  await withoutWebAssembly.prepare(page)
  await page.reload()
  assert.match(
    await receive(url),
    /cannot load the JavaScript fallback: import 'eventsource-wasm'.+closed/,
  )
})

test('eventsource.global.js works in a worker', async (t) => {
  const page = await openPage(t, pageAt({}))
  const { url } = await script({ body: [{ text: 'id: 1\ndata: one\n\n' }] })
  const data = await page.evaluate(
    (url) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(`/worker.js?${encodeURIComponent(url)}`)
        worker.onmessage = (event) => resolve(event.data)
        worker.onerror = (event) => reject(new Error(event.message))
      }),
    url,
  )
  assert.deepEqual(data, { type: 'message', data: 'one', lastEventId: '1', isNative: false })
})
