import assert from 'node:assert/strict'
import { openPage, test, withoutNative } from './browser.js'
import { bothShow, openDemo, shown, startDemo } from './demo_page.js'
import { script } from './server.js'

const nothingLost = (panels) => {
  for (const { lost, duplicates } of panels)
    assert.deepEqual({ lost, duplicates }, { lost: 0, duplicates: 0 })
}

test('both columns reconnect after the server was killed and started again', async (t) => {
  const demo = await startDemo(t)
  const page = await openPage(t, `${demo.address}?scenario=steady`)
  await bothShow(page, { received: 2 })
  await demo.kill()
  const stopped = await bothShow(page, { state: 'CONNECTING' })
  await startDemo(t, new URL(demo.address).port)
  const received = Math.max(...stopped.map((panel) => panel.received)) + 3
  nothingLost(await bothShow(page, { state: 'OPEN', reconnections: 1, received }))
})

test('without a native EventSource its column is missing, and eventsource-wasm works', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' }, withoutNative)
  await shown(page, 'native', { state: 'MISSING' })
  await shown(page, 'wasm', { state: 'OPEN', received: 2 })
})

test('the question to a language model is the body of a POST', async (t) => {
  const page = await openDemo(t, { scenario: 'answer' })
  const posted = page.waitForRequest((request) => request.method() === 'POST')
  await page.click('#restart')
  const request = await posted
  assert.deepEqual(request.postDataJSON(), { question: 'What are server-sent events?' })
  assert.equal(request.headers()['content-type'], 'application/json')
})

test('the request after the expiry of the token sends the expired token, and the next one a new one', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' })
  const sent = []
  page.on('request', async (request) => {
    const { authorization } = await request.allHeaders()
    if (authorization) sent.push(authorization)
  })
  await page.goto(`${page.address}?scenario=token&amount=2`)
  await shown(page, 'wasm', { reconnections: 1, statuses: '401' })
  const [first, expired, renewed] = sent
  assert.equal(first, expired)
  assert.notEqual(renewed, expired)
})

test('the inspector opens a stream that needs a header with the right token', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' })
  await page.click('#connect')
  const { state, received } = await shown(page, 'inspector', { state: 'OPEN', received: 1 })
  assert.equal(state, 'OPEN')
  assert.ok(received > 0)
})

test('the inspector shows the error of a wrong token, and the right one then opens the stream', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' })
  const headers = page.locator('[data-source="inspector"] [name="headers"]')
  const right = await headers.inputValue()
  await headers.fill('Authorization: Bearer wrong')
  await page.click('#connect')
  const { log, received } = await shown(page, 'inspector', { state: 'CLOSED' })
  assert.match(log, /401.*reason: status, status: 401/)
  assert.equal(received, 0)
  await headers.fill(right)
  await page.click('#connect')
  await shown(page, 'inspector', { state: 'OPEN', received: 1 })
  await page.click('#disconnect')
  await shown(page, 'inspector', { state: 'CLOSED' })
})

test('the inspector sends method and body, shows the selected types, and names a wrong header', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' })
  const field = (name) => page.locator(`[data-source="inspector"] [name="${name}"]`)
  await field('url').fill('/echo')
  await field('method').selectOption('POST')
  await field('body').fill('hello')
  await field('types').fill('message, greeting')
  await page.route('**/echo', (route) => {
    const data = `${route.request().method()} ${route.request().postData()}`
    const body = `event: greeting\nid: 7\ndata: ${data}\n\n`
    return route.fulfill({ contentType: 'text/event-stream', body })
  })
  await page.click('#connect')
  const { log } = await shown(page, 'inspector', { received: 1, log: 'reason: end' })
  assert.match(log, /greetingid 7POST hello/)
  await field('headers').fill('no colon')
  await page.click('#connect')
  await shown(page, 'inspector', { state: 'CLOSED', log: "'no colon' is not a header" })
})

test("the inspector reads another origin's stream, and shows when CORS does not allow it", async (t) => {
  const page = await openDemo(t, { scenario: 'steady' })
  const url = page.locator('[data-source="inspector"] [name="url"]')
  const resource = await script({ body: [{ text: 'id: 1\ndata: 7\n\n' }] })
  await url.fill(resource.url)
  await page.check('[data-source="inspector"] [name="credentials"]')
  await page.click('#connect')
  await shown(page, 'inspector', { state: 'OPEN', received: 1, log: 'messageid 17' })
  await url.fill((await script({ cors: false })).url)
  await page.click('#connect')
  await shown(page, 'inspector', { state: 'CLOSED', log: 'reason: refused' })
})

test('with reduced motion the timeline moves in steps', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' }, async (page) => {
    await page.setViewportSize({ width: 390, height: 800 })
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.clock.install()
  })
  const ticks = () => page.locator('.axis text').allTextContents()
  await page.clock.runFor(14_000)
  assert.deepEqual(await ticks(), ['0 s', '5 s', '10 s', '15 s'])
  await page.clock.runFor(3000)
  const moved = await ticks()
  assert.deepEqual(moved, ['10 s', '15 s', '20 s'])
  await page.clock.runFor(3000)
  assert.deepEqual(await ticks(), moved)
})
