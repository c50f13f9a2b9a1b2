// The Rust programs in examples/yew, in a page.

import assert from 'node:assert/strict'
import { openPage, test } from '../page/browser.js'
import { pageAt, script } from '../page/server.js'
import { lines } from './list.js'

const open = (t, parameters) => {
  const application = { script: '/app.js', ...parameters }
  return openPage(t, pageAt(application))
}

test('a Rust application shows events, reconnects, and closes on drop', async (t) => {
  const resource = await script(
    { body: [{ text: 'retry: 5\nid: 1\ndata: one\n\n' }, { signal: true }], then: 'destroy' },
    { body: [{ text: 'id: 2\ndata: two\n\n' }] },
  )
  const page = await open(t, { url: resource.url, token: 'secret' })
  assert.deepEqual(await lines(page, 1), ['one'])
  await resource.signal()
  const broken = 'the connection was lost; reconnecting in 5 ms'
  assert.deepEqual(await lines(page, 3), ['one', broken, 'two'])
  await page.getByText('Stop').click()
  const { requests, maxOpen } = await resource.closed()
  assert.deepEqual(
    requests.map(({ headers }) => [headers.authorization, headers['last-event-id']]),
    [
      ['Bearer secret', undefined],
      ['Bearer secret', '1'],
    ],
  )
  assert.equal(maxOpen, 1)
})

test('a Rust application gets the reason of a failed connection', async (t) => {
  const { url } = await script({ status: 401, then: 'end' })
  const page = await open(t, { url })
  const failed = 'the server responded with status 401; the connection is closed'
  assert.deepEqual(await lines(page, 1), [failed])
})

test('the sample of the README shows the events', async (t) => {
  let headers
  const page = await openPage(t, pageAt({ script: '/readme.js' }), (page) =>
    page.route('**/events', async (route) => {
      headers = await route.request().allHeaders()
      return route.fulfill({ contentType: 'text/event-stream', body: 'data: one\n\ndata: two\n\n' })
    }),
  )
  await page.getByText('one two').waitFor()
  assert.equal(headers.authorization, 'Bearer secret')
})
