// What `fetch` throws: which of it is a response, which is final, and what the error says of it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { destroying, open, serve, status } from './server.js'

/** Throws for statuses, as ky, axios and ofetch do: the response is a property of the error. */
const throwing = (toResponse) => async (url, init) => {
  const response = await fetch(url, init)
  if (response.ok) return response
  const error = new Error(`Request failed with status code ${response.status}`)
  throw Object.assign(error, { response: toResponse(response) })
}

for (const [library, toResponse] of [
  ['ky and ofetch', (response) => response],
  ['axios', ({ status, headers, body }) => ({ status, headers, data: body })],
  [
    'axios before version 1',
    ({ status, headers, body }) => ({ status, headers: Object.fromEntries(headers), data: body }),
  ],
]) {
  test(`a status for which fetch throws as that of ${library} is a status`, async (t) => {
    const { url } = await serve(status(503), status(401, { 'X-Why': 'expired' }))
    const statuses = []
    const { first, errors } = open(t, url, {
      fetch: throwing(toResponse),
      retryOn({ status }) {
        statuses.push(status)
        return status === 503 || undefined
      },
    })
    assert.deepEqual(await first(2), ['error status', 'error status, closed'])
    assert.deepEqual(statuses, [503, 401])
    const { headers } = errors[1].response
    assert.equal(headers.get ? headers.get('X-Why') : headers['x-why'], 'expired')
  })
}

test('an error of fetch whose response has no headers is tried again', async (t) => {
  const { url, requested } = await serve(status(503))
  const toResponse = ({ status }) => ({ status })
  const { first } = open(t, url, { fetch: throwing(toResponse) })
  await requested(2)
  assert.deepEqual((await first(1))[0], 'error network')
})

test('an error that fetch throws after a response with status 200 is tried again', async (t) => {
  const { url, requested } = await serve('data: a\n\n')
  const { first } = open(t, url, {
    fetch: async (...args) => {
      throw Object.assign(new Error('aborted'), { response: await fetch(...args) })
    },
  })
  await requested(2)
  assert.deepEqual((await first(1))[0], 'error network')
})

const UPLOAD = { method: 'POST', body: 'abc', headers: { 'Content-Length': '7' } }
for (const [what, init, named] of [
  ['the header Upgrade', { headers: { Upgrade: 'h2c' } }, /upgrade/],
  ['the header Transfer-Encoding', { headers: { 'Transfer-Encoding': 'chunked' } }, /transfer-enc/],
  ['the header Expect', { headers: { Expect: '100-continue' } }, /expect/],
  ['the header Keep-Alive', { headers: { 'Keep-Alive': '5' } }, /keep-alive/],
  ['a Content-Length that is not that of the body', UPLOAD, /content-length/],
]) {
  test(`${what}, which Node refuses for every attempt, is final and named`, async (t) => {
    const { url, requests } = await serve('')
    const { first, errors } = open(t, url, init)
    assert.deepEqual(await first(1), ['error options, closed'])
    assert.match(errors[0].message, named)
    assert.equal(requests.length, 0)
  })
}

test('what Node refuses is tried again if it comes from a function', async (t) => {
  const { url } = await serve('')
  const values = [{ Upgrade: 'h2c' }, {}]
  const { first } = open(t, url, { headers: () => values.shift() })
  assert.deepEqual(await first(2), ['error options', 'open'])
})

test('a blocked port is final and named in Node', async (t) => {
  const { first, errors } = open(t, 'http://127.0.0.1:6667/')
  assert.deepEqual(await first(1), ['error options, closed'])
  assert.match(errors[0].message, /bad port/)
})

for (const [what, respond, init, reported] of [
  ['a redirect to another scheme', status(302, { Location: 'ftp://a/' }), {}, /HTTP\(S\) scheme/],
  [
    'a redirect that request forbids',
    status(302, { Location: '/' }),
    { request: { redirect: 'error' } },
    /unexpected redirect/,
  ],
  ['a destroyed connection', destroying, {}, /other side closed/],
]) {
  test(`${what} is tried again, and the error has what Node reports`, async (t) => {
    const { url } = await serve(respond)
    const { first, errors } = open(t, url, init)
    assert.deepEqual((await first(2))[1], 'error network')
    assert.match(errors[0].message, reported)
  })
}

for (const [what, fetch, thrown] of [
  ['an exception', () => null.property, /: TypeError: Cannot read properties of null/],
  ['a rejection', async () => Promise.reject(new RangeError('no')), /: RangeError: no;/],
  ['text', () => Promise.reject('no token'), /: no token;/],
  [
    'an error with a cause',
    () => Promise.reject(new Error('no token', { cause: new Error('expired') })),
    /: Error: no token \(expired\);/,
  ],
]) {
  test(`the message of a failure has ${what} of a custom fetch`, async (t) => {
    const { first, errors } = open(t, 'http://localhost/', { fetch })
    assert.deepEqual((await first(2))[1], 'error network')
    assert.match(errors[0].message, thrown)
  })
}

test('a host none of whose addresses responds is named by the code of the failure', async (t) => {
  // What Node throws for a name with several addresses.
  const cause = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })
  const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }))
  const { first, errors } = open(t, 'http://localhost/', { fetch })
  await first(1)
  assert.match(errors[0].message, /: TypeError: fetch failed \(ECONNREFUSED\);/)
})

test('headers of a response may be an object', async (t) => {
  const { url } = await serve('id: 1\ndata: a\n\n')
  const { first } = open(t, url, {
    async fetch(...args) {
      const { status, headers, body } = await fetch(...args)
      return { status, headers: Object.fromEntries(headers), body }
    },
  })
  assert.deepEqual(await first(2), ['open', 'message a #1'])
})
