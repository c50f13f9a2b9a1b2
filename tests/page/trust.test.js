/* global library, watch, document */

// The claims of SECURITY.md about servers and other origins.

import assert from 'node:assert/strict'
import { client } from '../server/client.js'
import { startTestServer } from '../server/server.js'
import { openLibrary, test } from './browser.js'
import { origin, script } from './server.js'

/** The URL of the same resource in another origin. */
const crossOrigin = (url) => url.replace('127.0.0.1', 'localhost')

/** A resource that redirects its first request to another origin with this status, and no later one. */
const redirecting = async (status) => {
  const target = await script({ body: [{ text: ':\n' }], then: 'end' })
  const headers = { Location: crossOrigin(target.url) }
  const first = await script({ status, headers, then: 'end' }, {})
  return { first, target }
}

/** Connects twice with a secret in this option, and returns the URLs with which the page's functions were called. */
const connectTwice = (page, url, option) =>
  page.evaluate(
    async ([url, option]) => {
      const calledWith = []
      const init = { backoff: { initial: 1 }, method: 'POST', reconnectOnEnd: true }
      if (option === 'headers')
        init.headers = { Authorization: 'Bearer secret', 'X-Token': 'secret' }
      if (option === 'function') {
        init.headers = ({ url }) => {
          calledWith.push(url)
          return { Authorization: 'Bearer secret' }
        }
      }
      if (option === 'body') init.body = 'secret'
      if (option === 'fetch') {
        init.fetch = (url, init) => {
          calledWith.push(url)
          const headers = { ...init.headers, Authorization: 'Bearer secret' }
          return fetch(url, { ...init, headers })
        }
      }
      const source = new library.FetchEventSource(url, init)
      await watch(source).until(3)
      source.close()
      return calledWith
    },
    [url, option],
  )

const SECRETS = [
  ...['headers', 'function', 'body', 'fetch', 'user name'].map((option) => [option, 307]),
  ...[301, 302, 303, 308].map((status) => ['headers', status]),
]
for (const [option, status] of SECRETS) {
  test(`between attempts, a secret in '${option}' is not sent to another origin after a redirect with ${status}`, async (t) => {
    const page = await openLibrary(t)
    const { first, target } = await redirecting(status)
    const url = option === 'user name' ? first.url.replace('//', '//user:secret@') : first.url
    const calledWith = await connectTwice(page, url, option)
    assert.deepEqual(
      calledWith,
      calledWith.map(() => first.url),
    )
    assert.equal((await first.log()).requests.length, 2)
    const { requests } = await target.log()
    assert.equal(requests.length, 1)
    assert.equal(requests[0].headers.authorization, undefined, 'within one fetch')
  })
}

test('within one fetch, the browser sends headers other than Authorization to the target of a redirect', async (t) => {
  const page = await openLibrary(t)
  const { first, target } = await redirecting(307)
  await connectTwice(page, first.url, 'headers')
  const { requests, preflights } = await target.log()
  assert.equal(requests[0].headers['x-token'], 'secret')
  assert.equal(preflights.length, 1, 'the other origin gets a preflight')
})

test('a custom fetch can forbid redirects', async (t) => {
  const page = await openLibrary(t)
  const { first, target } = await redirecting(307)
  const entries = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url, {
      headers: { 'X-Token': 'secret' },
      fetch: (url, init) => fetch(url, { ...init, redirect: 'error' }),
      backoff: { retries: 0 },
    })
    return watch(source).until(1)
  }, first.url)
  assert.deepEqual(entries, ['error network, closed'])
  const { requests, preflights } = await target.log()
  assert.equal(requests.length + preflights.length, 0)
})

test("the probe after a CORS failure has none of the page's headers, body and credentials", async (t) => {
  const page = await openLibrary(t)
  const rejecting = await script({ cors: false })
  const entries = await page.evaluate(
    (url) => {
      const headers = { Authorization: 'Bearer secret', 'X-Token': 'secret' }
      const init = { headers, lastEventId: 'secret' }
      return watch(new library.FetchEventSource(url, init)).until(1)
    },
    crossOrigin(rejecting.url).replace('//', '//user:secret@'),
  )
  assert.deepEqual(entries, ['error refused, closed'])
  const { requests, probes } = await rejecting.log()
  assert.match(JSON.stringify(requests), /secret/)
  assert.equal(probes.length, 1)
  assert.doesNotMatch(JSON.stringify(probes), /secret|authorization/)
})

test('after a probe, the function is called again, as its URL may be valid once', async (t) => {
  const page = await openLibrary(t)
  const lost = { status: 0, then: 'destroy', probe: { then: 'end' } }
  const resource = await script(lost, { body: [{ text: 'data: a\n\n' }] })
  const [entries, given] = await page.evaluate(async (url) => {
    const given = []
    const request = () => {
      given.push(`${url}${url.includes('?') ? '&' : '?'}ticket=${given.length}`)
      return { url: given.at(-1) }
    }
    return [await watch(new library.FetchEventSource(url, { request })).until(2), given]
  }, crossOrigin(resource.url))
  assert.deepEqual(entries, ['open', 'message a #'])
  const { requests, probes } = await resource.log()
  const tickets = (list) => list.map(({ url }) => url.slice(-8))
  assert.deepEqual([tickets(requests), tickets(probes)], [['ticket=0', 'ticket=1'], ['ticket=0']])
  assert.equal(given.length, 2)
})

test('the probe after a refused preflight follows no redirect', async (t) => {
  const page = await openLibrary(t)
  const third = await script({ cors: false })
  const redirect = { status: 302, headers: { Location: third.url }, then: 'end' }
  const resource = await script({ body: [{ text: 'id: 1\ndata: a\n\n' }], then: 'end' }, redirect)
  const entries = await page.evaluate((url) => {
    const init = { backoff: { initial: 1, retries: 1, factor: 1 } }
    return watch(new library.FetchEventSource(url, init)).until(4)
  }, crossOrigin(resource.url))
  assert.deepEqual(entries, [
    'open',
    'message a #1',
    'error end, again in 1',
    'error network, closed',
  ])
  assert.equal((await resource.log()).requests.length, 3, 'the last one is the probe')
  assert.equal((await third.log()).requests.length, 1)
})

for (const redirect of ['error', 'manual']) {
  test(`a redirect that the page forbids with '${redirect}' reaches no other origin and is not probed`, async (t) => {
    const page = await openLibrary(t)
    const third = await script({ cors: false })
    const headers = { Location: third.url }
    const resource = await script({ status: 302, headers, then: 'end' })
    const message = await page.evaluate(
      async ([url, redirect]) => {
        const init = { request: { redirect }, backoff: { retries: 0 } }
        const source = new library.FetchEventSource(url, init)
        const event = await new Promise((resolve) => (source.onerror = resolve))
        return event.message
      },
      [crossOrigin(resource.url), redirect],
    )
    assert.match(
      message,
      redirect === 'error' ? /could not be reached/ : /request.redirect does not/,
    )
    const logs = [await resource.log(), await third.log()]
    const counts = logs.map(({ requests, probes }) => [requests.length, probes.length])
    assert.deepEqual(counts, [
      [1, 0],
      [0, 0],
    ])
  })
}

test('a user name and password are in no URL, no origin and no error', async (t) => {
  const page = await openLibrary(t)
  const resource = await script(
    { body: [{ text: 'data: a\n\n' }], then: 'end' },
    { headers: { 'Content-Type': 'text/html' }, then: 'end' },
  )
  const url = resource.url.replace('//', '//user:secret@')
  const texts = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url, { backoff: { initial: 1 } })
    const texts = []
    const collect = (event) => {
      // Every string of the event and of its cause.
      for (const object of [event, event.cause]) {
        for (const name in object) if (typeof object[name] === 'string') texts.push(object[name])
        texts.push(`${object}`, `${object?.origin}`, `${object?.message}`)
      }
    }
    source.onmessage = collect
    await new Promise((resolve) => {
      source.onerror = (event) => {
        collect(event)
        if (!event.willReconnect) resolve()
      }
    })
    return texts.concat(performance.getEntries().map(({ name }) => name))
  }, url)
  assert.ok(texts.some((text) => text.includes('text/html')) && texts.includes(origin))
  assert.doesNotMatch(texts.join(' '), /secret/)
  const { requests } = await resource.log()
  const authorization = `Basic ${Buffer.from('user:secret').toString('base64')}`
  assert.deepEqual(
    requests.map(({ url, headers }) => [url, headers.authorization]),
    Array(2).fill([resource.path, authorization]),
  )
})

test('cookies are sent to another origin only with withCredentials', async (t) => {
  const other = await startTestServer()
  t.after(() => other.close())
  const page = await openLibrary(t)
  const resources = [await script({}), await client(other.address).script({})]
  for (const { url } of resources) {
    await page.evaluate(async (url) => {
      document.cookie = 'secret=1'
      for (const withCredentials of [false, true]) {
        const source = new library.FetchEventSource(url, { withCredentials })
        await watch(source).until(1)
        source.close()
      }
    }, url)
  }
  const [same, cross] = await Promise.all(resources.map((resource) => resource.log()))
  const cookies = ({ requests }) => requests.map(({ headers }) => headers.cookie)
  assert.deepEqual(cookies(same), ['secret=1', 'secret=1'])
  assert.deepEqual(cookies(cross), [undefined, 'secret=1'])
})

const IDS = ['a\tb: c; d', '"', 'é😀', 'X-Evil: 1\u0085X-Evil: 2', '%0d%0aX-Evil: 1']

for (const id of IDS) {
  test(`the ID ${JSON.stringify(id)} is the value of one header and adds no other`, async (t) => {
    const page = await openLibrary(t)
    const resource = await script({ body: [{ text: `id: ${id}\n\n` }], then: 'end' }, {})
    await page.evaluate(async (url) => {
      const source = new library.FetchEventSource(url, { backoff: { initial: 1 } })
      await watch(source).until(3)
      source.close()
    }, resource.url)
    const { requests } = await resource.log()
    const { 'last-event-id': value, ...others } = requests[1].headers
    assert.equal(Buffer.from(value, 'latin1').toString(), id)
    assert.deepEqual(Object.keys(others).sort(), Object.keys(requests[0].headers).sort())
  })

  test(`the ID ${JSON.stringify(id)} is the value of one parameter and adds no other`, async (t) => {
    const page = await openLibrary(t)
    const hostile = `&admin=1#?/../${id}`
    const resource = await script({ body: [{ text: `id: ${hostile}\n\n` }], then: 'end' }, {})
    await page.evaluate(async (url) => {
      const init = { backoff: { initial: 1 }, lastEventIdParam: 'id' }
      const source = new library.FetchEventSource(`${url}?a=b`, init)
      await watch(source).until(3)
      source.close()
    }, resource.url)
    const { requests } = await resource.log()
    const { pathname, searchParams } = new URL(requests[1].url, 'http://localhost')
    assert.equal(pathname, resource.path)
    assert.deepEqual(
      [...searchParams],
      [
        ['a', 'b'],
        ['id', hostile],
      ],
    )
  })
}

test('an event can have any type and pollutes no prototype', async (t) => {
  const page = await openLibrary(t)
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then']
  const text = names.map((name) => `event: ${name}\nid: ${name}\ndata: polluted\n\n`).join('')
  const { url } = await script({ body: [{ text }] }, { body: [{ text }] })
  const result = await page.evaluate(
    async ([url, names]) => {
      const ownKeys = () =>
        JSON.stringify([Object.prototype, Function.prototype].map(Reflect.ownKeys))
      const before = ownKeys()
      const { entries, until } = watch(new library.FetchEventSource(url), names)
      await until(names.length)
      const types = []
      for await (const { type } of library.events(url)) {
        if (types.push(type) === names.length) break
      }
      return { entries, types, isUntouched: ownKeys() === before && {}.polluted === undefined }
    },
    [url, names],
  )
  assert.deepEqual(
    result.entries,
    names.map((name) => `${name} polluted #${name}`),
  )
  assert.deepEqual(result.types, names)
  assert.ok(result.isUntouched)
})
