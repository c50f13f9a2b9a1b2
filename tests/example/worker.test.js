// The program in examples/worker, in a dedicated worker.

import assert from 'node:assert/strict'
import { openPage, test } from '../page/browser.js'
import { origin, script } from '../page/server.js'

const open = (t, url) => openPage(t, `${origin}/example/index.html?${new URLSearchParams({ url })}`)

test('a Rust program in a dedicated worker posts events, reconnects, and closes when it is terminated', async (t) => {
  const resource = await script(
    { body: [{ text: 'retry: 5\nid: 1\ndata: one\n\n' }, { signal: true }], then: 'destroy' },
    { body: [{ text: 'data: two\n\n' }] },
  )
  const page = await open(t, resource.url)
  await page.getByText('one').waitFor()
  assert.equal(page.workers().length, 1)
  await resource.signal()
  await page.getByText('two').waitFor()
  assert.deepEqual(await page.locator('li').allTextContents(), ['one', 'two'])
  await page.getByText('Stop').click()
  const { requests, maxOpen } = await resource.closed()
  assert.deepEqual(
    requests.map(({ headers }) => headers['last-event-id']),
    [undefined, '1'],
  )
  assert.equal(maxOpen, 1)
})

test('a Rust program in a dedicated worker gets the reason of a failed connection', async (t) => {
  const { url } = await script({ status: 401, then: 'end' })
  const page = await open(t, url)
  await page.getByText('the server responded with status 401; the connection is closed').waitFor()
})
