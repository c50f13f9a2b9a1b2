// From bytes to lines: #parsing-an-event-stream.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('parsing')

const pause = { delay: 20 }
const bytes = (...codes) => ({ base64: btoa(String.fromCharCode(...codes)) })

/** The data of the messages of a stream. */
const data = async (env, ...steps) => (await env.receive(steps)).map((event) => event.data)

for (const [name, end] of [
  ['LF', '\n'],
  ['CR', '\r'],
  ['CRLF', '\r\n'],
]) {
  check(`${name} ends a line`, async (env) => {
    const text = ['data: a', 'data: b', '', ': c', 'data: d', '', ''].join(end)
    assert.deepEqual(await data(env, text), ['a\nb', 'd'])
  })
}

check('line endings may be mixed', async (env) => {
  const text = 'data: a\rdata: b\r\ndata: c\n\r\ndata: d\r\rdata: e\n\n'
  assert.deepEqual(await data(env, text), ['a\nb\nc', 'd', 'e'])
})

check('LF CR is two line endings', async (env) => {
  assert.deepEqual(await data(env, 'data: a\n\rdata: b\n\r'), ['a', 'b'])
})

check('CR and LF in two chunks are one line ending', async (env) => {
  const steps = ['data: a\r', pause, '\ndata: b\r', pause, '\n\r', pause, '\ndata: c\n\n']
  assert.deepEqual(await data(env, ...steps), ['a\nb', 'c'])
})

check('CR CR dispatches without another byte', async (env) => {
  const { url } = await env.script({ body: [{ text: 'data: a\r\r' }] })
  assert.deepEqual(await env.observe(url).until(2), ['open', 'message a'])
})

check('CR LF CR dispatches without another byte', async (env) => {
  const { url } = await env.script({ body: [{ text: 'data: a\r\n\r' }] })
  assert.deepEqual(await env.observe(url).until(2), ['open', 'message a'])
})

check('no other character ends a line', async (env) => {
  const text = 'a\u000bb\u000cc\u0085d\u2028e\u2029f\u001eg'
  assert.deepEqual(await data(env, `data: ${text}\n\n`), [text])
})

check('a stream may arrive byte by byte', async (env) => {
  const text = '\ufeffdata: é☃😀\r\nevent: message\r\rdata\n\n'
  const codes = [...new TextEncoder().encode(text)]
  const steps = codes.flatMap((code) => [bytes(code), { delay: 4 }])
  assert.deepEqual(await data(env, ...steps), ['é☃😀', ''])
})

check('a character may be split over chunks', async (env) => {
  const steps = ['data: ', bytes(0xf0, 0x9f), pause, bytes(0x98, 0x80), '\n\n']
  assert.deepEqual(await data(env, ...steps), ['😀'])
})

check('a stream is UTF-8, whatever the charset of its type', async (env) => {
  const headers = { 'Content-Type': 'text/event-stream;charset=windows-1252' }
  const { url } = await env.script({ headers, body: [{ text: 'data: é€\n\n' }] })
  assert.deepEqual(await env.observe(url).until(2), ['open', 'message é€'])
})

check('invalid UTF-8 becomes U+FFFD', async (env) => {
  const wrong = [0xff, 0x20, 0xc3, 0x20, 0xed, 0xa0, 0x80, 0x20, 0xf0, 0x9f, 0x98, 0x20, 0xc0, 0x80]
  const expected = new TextDecoder().decode(Uint8Array.from(wrong))
  assert.deepEqual(await data(env, 'data: ', bytes(...wrong), '\n\n'), [expected])
})

check('invalid UTF-8 does not end a line', async (env) => {
  assert.deepEqual(await data(env, 'data: a', bytes(0xe2, 0x98), '\ndata: b\n\n'), ['a\ufffd\nb'])
})

check('a byte order mark at the start is dropped', async (env) => {
  assert.deepEqual(await data(env, '\ufeffdata: a\n\n'), ['a'])
})

check('a byte order mark may be split over chunks', async (env) => {
  const steps = [bytes(0xef), pause, bytes(0xbb), pause, bytes(0xbf), 'data: a\n\n']
  assert.deepEqual(await data(env, ...steps), ['a'])
})

check('a second byte order mark is part of the first line', async (env) => {
  assert.deepEqual(await data(env, '\ufeff\ufeffdata: a\n\ndata: b\n\n'), ['b'])
})

check('a byte order mark later on is data', async (env) => {
  const text = 'data: \ufeffa\n\n\ufeffdata: b\n\ndata: c\n\n'
  assert.deepEqual(await data(env, text), ['\ufeffa', 'c'])
})

check('two bytes of a byte order mark are not dropped', async (env) => {
  assert.deepEqual(await data(env, bytes(0xef, 0xbb), 'data: a\n\ndata: b\n\n'), ['b'])
})

check('every response may begin with a byte order mark', async (env) => {
  const response = { body: [{ text: '\ufeffretry: 10\n\ndata: a\n\n' }], then: 'end' }
  const { url } = await env.script(response)
  const { until } = env.observe(url)
  const round = ['open', 'message a', 'error CONNECTING']
  assert.deepEqual((await until(6)).slice(0, 6), [...round, ...round])
})

check('an event may be large', async (env) => {
  const steps = ['data: ', { text: 'é'.repeat(1000), repeat: 1000 }, '\n\n']
  const [only] = await data(env, ...steps)
  assert.strictEqual(only?.length, 1_000_000)
})

check('many events are dispatched in order', async (env) => {
  const numbers = Array.from({ length: 5000 }, (_, index) => `${index}`)
  const text = numbers.map((number) => `data: ${number}\n\n`).join('')
  assert.deepEqual(await data(env, text), numbers)
})
