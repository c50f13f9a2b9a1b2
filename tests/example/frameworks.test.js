// The applications in examples/leptos and examples/dioxus, in a page.

import assert from 'node:assert/strict'
import { openPage, test } from '../page/browser.js'
import { pageAt, script } from '../page/server.js'
import { lines } from './list.js'

for (const framework of ['Leptos', 'Dioxus']) {
  const open = (t, parameters) =>
    openPage(t, pageAt({ script: `/${framework.toLowerCase()}.js`, ...parameters }))

  test(`a ${framework} application shows events, reconnects, and closes when the component is removed`, async (t) => {
    const resource = await script(
      {
        body: [{ text: 'retry: 5\nid: 1\ndata: one\n\ndata: two\n\n' }, { signal: true }],
        then: 'destroy',
      },
      { body: [{ text: 'id: 2\ndata: three\n\n' }] },
    )
    const page = await open(t, { url: resource.url, token: 'secret' })
    assert.deepEqual(await lines(page, 2), ['one', 'two'])
    await resource.signal()
    assert.deepEqual(await lines(page, 3), ['one', 'two', 'three'])
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

  test(`a ${framework} application shows the reason of a failed connection`, async (t) => {
    const { url } = await script({ status: 401, then: 'end' })
    const page = await open(t, { url })
    await page.getByText('the server responded with status 401; the connection is closed').waitFor()
  })

  test(`a ${framework} application shows why a connection cannot be opened`, async (t) => {
    const page = await open(t, { url: 'http://' })
    await page.getByText(/^the URL .+/).waitFor()
  })
}
