// The code that the demo offers to copy runs, and does the same as the column of eventsource-wasm.

import assert from 'node:assert/strict'
import { test } from './browser.js'
import { openDemo, shown } from './demo_page.js'

const allowClipboard = (page) =>
  page.context().grantPermissions(['clipboard-read', 'clipboard-write'])

/**
 * Copies the page's code and runs it as a module of the same page, with `/events` and `/token` replaced by the demo's URLs.
 * Resolves with the code, its request for the stream, and its first line in the console that `matches`.
 */
async function runCopy(page, stream, matches = /^\{/) {
  await page.click('#copy')
  await page.getByText('Copied.').waitFor()
  const code = await page.evaluate(() => navigator.clipboard.readText())
  const replacements = {
    'eventsource-wasm': '/dist/index.js',
    '/events': stream,
    '/token': '/token?life=30',
  }
  let body = code
  for (const name in replacements) body = body.replace(`'${name}'`, `'${replacements[name]}'`)
  await page.route('**/copied.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  )
  const line = page.waitForEvent('console', (message) => matches.test(message.text()))
  const request = page.waitForRequest((request) => request.url().endsWith(stream))
  await page.evaluate(() => import('/copied.js'))
  return { code, request: await request, text: (await line).text() }
}

test('the code of a page without options uses the native EventSource', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' }, allowClipboard)
  const { code, request, text } = await runCopy(page, '/stream?scenario=steady')
  assert.match(code, /new EventSource\('\/events'\)/)
  assert.equal(request.resourceType(), 'eventsource')
  assert.match(text, /^\{"n":\d+\} \d+$/)
})

test('the code of an answer reads it to the end', async (t) => {
  const page = await openDemo(t, { scenario: 'answer' }, allowClipboard)
  const stream = '/stream?scenario=answer&amount=100'
  const { request } = await runCopy(page, stream, /^lost\.$/)
  assert.equal(request.method(), 'POST')
})

test('the code of an answer that is cut off prints the error', async (t) => {
  const page = await openDemo(t, { scenario: 'truncated' }, allowClipboard)
  await runCopy(page, '/stream?scenario=truncated&amount=3', /^network .*clos/)
})

test('the code with a token fetches another one after a 401', async (t) => {
  const page = await openDemo(t, { scenario: 'token' }, allowClipboard)
  let tokens = 0
  await page.route('**/token?life=30', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: tokens++ ? await response.text() : 'expired' })
  })
  await page.fill('#options [name="initial"]', '100')
  await page.press('#options [name="initial"]', 'Enter')
  await runCopy(page, '/stream?scenario=token')
  assert.equal(tokens, 2)
})

test('the code of every option runs', async (t) => {
  const page = await openDemo(t, { scenario: 'token', amount: 30 }, allowClipboard)
  const values = {
    retryOn: '503, 429',
    idleTimeout: '5000',
    lastEventIdParam: 'last id',
    initial: '100',
    factor: '1.5',
    max: '2000',
    jitter: '0.5',
    retries: '9',
    body: 'it\'s \\ "quoted"',
    headers: "X-'One: it's 1\nX-Two: 2",
  }
  await page.selectOption('#options [name="method"]', 'POST')
  await page.check('#options [name="pauseWhenHidden"]')
  for (const name in values) await page.fill(`#options [name="${name}"]`, values[name])
  await page.press('#options [name="retries"]', 'Enter')
  await shown(page, 'wasm', { state: 'OPEN', received: 1 })
  const { code, request } = await runCopy(page, '/stream?scenario=token')
  for (const option of ['retryOn: [503, 429]', 'idleTimeout: 5000', 'pauseWhenHidden: true'])
    assert.ok(code.includes(option), option)
  assert.match(code, /backoff: \{ initial: 100, factor: 1.5, max: 2000, jitter: 0.5, retries: 9 \}/)
  assert.equal(request.method(), 'POST')
  assert.equal(request.postData(), values.body)
  const headers = request.headers()
  assert.match(headers.authorization, /^Bearer demo-\d+$/)
  assert.equal(headers["x-'one"], "it's 1")
  assert.equal(headers['x-two'], '2')
})
