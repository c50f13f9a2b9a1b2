// From lines to events: #event-stream-interpretation.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('fields')

/** The messages of a stream as [type, data, lastEventId]. */
async function messages(env, text, types) {
  const events = await env.receive([text], types)
  return events.map(({ type, data, lastEventId }) => [type, data, lastEventId])
}
const data = async (env, text) => (await messages(env, text)).map(([, data]) => data)

check('data of several lines is joined by LF', async (env) => {
  assert.deepEqual(await data(env, 'data: a\ndata: b\ndata: c\n\n'), ['a\nb\nc'])
})

check('only one space after the colon is dropped', async (env) => {
  assert.deepEqual(await data(env, 'data:a\ndata: b\ndata:  c\ndata:\td\ndata: e \n\n'), [
    'a\nb\n c\n\td\ne ',
  ])
})

check('a value may have colons', async (env) => {
  assert.deepEqual(await data(env, 'data:a:b\ndata::c\ndata: : d\n\n'), ['a:b\n:c\n: d'])
})

check('a line without a colon is a name with an empty value', async (env) => {
  assert.deepEqual(await data(env, 'data\n\ndata\ndata\n\ndata:\n\n'), ['', '\n', ''])
})

check('a line that begins with a colon is a comment', async (env) => {
  assert.deepEqual(await data(env, ':data: a\n:\n: b\ndata: c\n::\n\n:\n\n'), ['c'])
})

check('unknown names are ignored', async (env) => {
  const text = 'dat: a\ndatas: b\n data: c\ndata : d\n\tdata: e\ncontent: f\ndata: g\n\n'
  assert.deepEqual(await data(env, text), ['g'])
})

check('names are case-sensitive', async (env) => {
  assert.deepEqual(await data(env, 'Data: a\nDATA: b\nID: c\ndata: d\n\n'), ['d'])
})

check('a blank line without data dispatches nothing', async (env) => {
  assert.deepEqual(await data(env, '\n\n\nevent: message\n\nid: 1\n\ndata: a\n\n\n\n'), ['a'])
})

check('an unfinished block at the end is discarded', async (env) => {
  assert.deepEqual(await data(env, 'data: a\n\ndata: b\n'), ['a'])
  assert.deepEqual(await data(env, 'data: a\n\ndata: b'), ['a'])
})

check('data may hold NUL', async (env) => {
  assert.deepEqual(await data(env, 'data: a\0b\n\n'), ['a\0b'])
})

check('event sets the type, and the last one is used', async (env) => {
  const text = 'event: a\nevent: b\ndata: 1\n\n'
  assert.deepEqual(await messages(env, text, ['a', 'b', 'message']), [['b', '1', '']])
})

check('an empty type is message', async (env) => {
  const text = 'event: a\nevent\ndata: 1\n\nevent:\ndata: 2\n\n'
  assert.deepEqual(await messages(env, text, ['a', 'message']), [
    ['message', '1', ''],
    ['message', '2', ''],
  ])
})

check('a type applies only to its block, with data or without', async (env) => {
  const text = 'event: a\n\ndata: 1\n\nevent: a\ndata: 2\n\ndata: 3\n\n'
  assert.deepEqual(await messages(env, text, ['a', 'message']), [
    ['message', '1', ''],
    ['a', '2', ''],
    ['message', '3', ''],
  ])
})

check('a type may be any text', async (env) => {
  const types = ['é☃', 'a b', '__proto__', 'close', 'constructor']
  const text = types.map((type) => `event: ${type}\ndata: 1\n\n`).join('')
  const received = await messages(env, text, types)
  assert.deepEqual(
    received.map(([type]) => type),
    types,
  )
})

check('an ID is kept until the next one', async (env) => {
  const text = 'id: 1\ndata: a\n\ndata: b\n\nid: 2\nid: 3\ndata: c\n\n'
  assert.deepEqual(await messages(env, text), [
    ['message', 'a', '1'],
    ['message', 'b', '1'],
    ['message', 'c', '3'],
  ])
})

check('an ID may follow the data, or be in a block without data', async (env) => {
  const text = 'data: a\nid: 1\n\nid: 2\n\ndata: b\n\n'
  assert.deepEqual(await messages(env, text), [
    ['message', 'a', '1'],
    ['message', 'b', '2'],
  ])
})

check('an empty ID resets the last event ID', async (env) => {
  const text = 'id: 1\ndata: a\n\nid\ndata: b\n\nid: 2\ndata: c\n\nid:\ndata: d\n\n'
  const ids = (await messages(env, text)).map(([, , id]) => id)
  assert.deepEqual(ids, ['1', '', '2', ''])
})

check('an ID with NUL is ignored', async (env) => {
  const text = 'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid: \0\ndata: c\n\n'
  const ids = (await messages(env, text)).map(([, , id]) => id)
  assert.deepEqual(ids, ['1', '1', '1'])
})

check('an ID may be any text', async (env) => {
  const [[, , id]] = await messages(env, 'id:  é☃😀 : \ndata: a\n\n')
  assert.strictEqual(id, ' é☃😀 : ')
})

check('messages after a reconnection have the last event ID', async (env) => {
  const responses = ['retry: 10\nid: 7\ndata: a\n\nid: 8\ndata: b', 'data: c\n\n'].map((text) => ({
    body: [{ text }],
    then: 'end',
  }))
  const { url } = await env.script(...responses)
  const { until, events } = env.observe(url)
  await until(5)
  assert.deepEqual([events[4].data, events[4].lastEventId], ['c', '7'])
})

/** The entries of a source whose stream ends after this text, and whose next stream has a message. */
async function reconnected(env, text) {
  const first = { body: [{ text: `retry: 20\n${text}\n` }], then: 'end' }
  const { url } = await env.script(first, { body: [{ text: 'data: again\n\n' }] })
  const { until, entries } = env.observe(url)
  await Promise.race([until(4), env.settle()])
  return entries
}

const AGAIN = ['open', 'error CONNECTING', 'open', 'message again']

for (const value of [
  '60000x',
  '+60000',
  '6e4',
  '-60000',
  ' 60000',
  '60000 ',
  '60000.',
  '0xea60',
  '',
  '٦٠٠٠٠',
]) {
  check(`retry: '${value}' is ignored`, async (env) => {
    assert.deepEqual(await reconnected(env, `retry: ${value}\n`), AGAIN)
  })
}

check('retry without a colon is ignored', async (env) => {
  assert.deepEqual(await reconnected(env, 'retry\n'), AGAIN)
})

check('retry may begin with zeros, and may be zero', async (env) => {
  assert.deepEqual(await reconnected(env, 'retry: 60000\nretry: 00000000020\n'), AGAIN)
  assert.deepEqual(await reconnected(env, 'retry: 60000\nretry: 0\n'), AGAIN)
})

check('retry takes effect immediately, without a blank line', async (env) => {
  assert.deepEqual(await reconnected(env, 'retry: 60000\n\ndata: a\nretry: 20'), AGAIN)
})

for (const value of ['2147483648', '4294967296', '99999999999999999999999999']) {
  check(`retry: ${value} does not reconnect immediately`, async (env) => {
    const resource = await env.script({ body: [{ text: `retry: ${value}\n\n` }], then: 'end' })
    const { ended } = env.observe(resource.url)
    await ended
    await env.settle()
    assert.strictEqual((await resource.log()).requests.length, 1)
  })
}
