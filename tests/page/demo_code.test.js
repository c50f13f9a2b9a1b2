// The code that the demo offers for copying runs, and does what the demo does.

import assert from 'node:assert/strict'
import { test } from './browser.js'
import { openDemo, shown } from './demo_page.js'

const allowClipboard = (page) =>
  page.context().grantPermissions(['clipboard-read', 'clipboard-write'])

/** Copies the page's code and runs it as a module of the same page; `text` is what it logs. */
async function runCopy(page) {
  await page.click('#copy')
  await page.getByText('Copied.').waitFor()
  const code = await page.evaluate(() => navigator.clipboard.readText())
  const body = code.replace("'eventsource-wasm'", "'/dist/index.js'")
  assert.notEqual(body, code)
  await page.route('**/copied.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  )
  const first = page.waitForEvent('console', (message) => message.text().startsWith('{'))
  const request = page.waitForRequest((request) => /\/stream\?(?!.*&run=)/.test(request.url()))
  await page.evaluate(() => import('/copied.js'))
  return { code, request: await request, text: (await first).text() }
}

test('the code without options uses the native EventSource', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' }, allowClipboard)
  const { code, request, text } = await runCopy(page)
  assert.match(code, /No option of ours/)
  assert.equal(request.resourceType(), 'eventsource')
  assert.match(text, /^\{"n":\d+\} \d+$/)
})

test('the code with every option runs', async (t) => {
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
  const { code, request } = await runCopy(page)
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
