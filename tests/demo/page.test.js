/* global document, getComputedStyle, location */

// The demo beside its scenarios: with a mouse, with the keyboard only, with a screen reader.

import assert from 'node:assert/strict'
import { Key } from 'selenium-webdriver'
import { script } from '../page/server.js'
import { ENGINE, test, useDemo } from './browser.js'

const openDemo = useDemo()

const INSPECTOR = '[data-source="inspector"]'
const field = (name) => `${INSPECTOR} [name="${name}"]`

/** Every control that the keyboard must reach, in the order of the page; of radio buttons the selected one. */
const controls = () =>
  [...document.querySelectorAll('a, summary, input, select, textarea, button, [tabindex="0"]')]
    .filter((node) => node.checkVisibility() && !node.disabled)
    .filter(({ type, checked }) => type !== 'radio' || checked)
    .map(({ localName, id, name, textContent }) => `${localName} ${id || name || textContent}`)

/** The focused element, and the width of the line around it. */
const focused = () => {
  const node = document.activeElement
  const { outlineStyle, outlineWidth } = getComputedStyle(
    node.type === 'radio' ? node.nextElementSibling : node,
  )
  const name = `${node.localName} ${node.id || node.name || node.textContent}`
  return [name, outlineStyle === 'none' ? 0 : parseFloat(outlineWidth)]
}

test('the Tab key reaches every control from top to bottom, and each shows that it has the focus', async () => {
  const { evaluate, press, shown } = await openDemo({ scenario: 'token' })
  await shown('wasm', { received: 1 })
  const expected = await evaluate(controls)
  assert.ok(expected.length > 25)
  for (const [index, name] of expected.entries()) {
    await press(Key.TAB)
    const [reached, width] = await evaluate(focused)
    assert.equal(reached, name, `at stop ${index + 1}`)
    assert.ok(width >= 2, `${name} shows no focus`)
  }
})

test('the keyboard selects a scenario and its number, cuts and restarts', async () => {
  const { session, evaluate, press, pressWith, bothShow, shown } = await openDemo({
    scenario: 'steady',
  })
  await bothShow({ received: 1 })
  await evaluate(() => document.querySelector('nav a:last-child').focus())
  await press(Key.TAB, Key.ARROW_RIGHT)
  await bothShow({ state: 'OPEN', received: 1 })
  assert.match(await session.getCurrentUrl(), /scenario=drop&amount=4/)
  await press(Key.TAB, Key.DELETE, '3', Key.BACK_SPACE, Key.BACK_SPACE, '60', Key.RETURN)
  await bothShow({ state: 'OPEN', received: 1 })
  assert.match(await session.getCurrentUrl(), /scenario=drop&amount=60/)
  await press(Key.TAB, Key.TAB, Key.TAB, Key.SPACE)
  assert.equal((await shown('wasm', { state: 'OPEN', received: 1 })).lastId, 'none')
  await press(Key.TAB, Key.TAB, Key.RETURN)
  await bothShow({ reconnections: 1 })
  await pressWith(Key.SHIFT, Key.TAB)
  await press(Key.RETURN)
  assert.equal((await shown('wasm', { state: 'OPEN' })).reconnections, 0)
})

test('the keyboard connects the inspector and disconnects it', async () => {
  const { evaluate, press, shown } = await openDemo({ scenario: 'steady' })
  await shown('wasm', { received: 1 })
  await evaluate((url) => document.querySelector(url).focus(), field('url'))
  await press(Key.RETURN)
  await shown('inspector', { state: 'OPEN', received: 1 })
  await press(...Array(7).fill(Key.TAB), Key.SPACE)
  await shown('inspector', { state: 'CLOSED' })
})

test('the inspector reads any stream, and shows why one is rejected', async () => {
  const page = await openDemo({ scenario: 'steady' })
  const resource = await script({ body: [{ text: 'event: tick\nid: 1\ndata: 7\n\n' }] })
  await page.fill(field('url'), resource.url)
  await page.fill(field('types'), 'message, tick')
  await page.fill(field('headers'), 'X-One: 1')
  await page.click('#connect')
  await page.shown('inspector', { state: 'OPEN', received: 1, log: 'tickid 17' })
  const { requests } = await resource.log()
  assert.equal(requests[0].headers['x-one'], '1')
  await page.fill(field('url'), (await script({ status: 403, then: 'end' })).url)
  await page.click('#connect')
  await page.shown('inspector', { state: 'CLOSED', log: 'reason: status, status: 403' })
})

test('the code is copied as it is shown', async () => {
  const { session, evaluate, find, click, pressWith, text, shown } = await openDemo({
    scenario: 'token',
  })
  await shown('wasm', { received: 1 })
  await click('#copy')
  const copied = await find('#copied')
  await session.wait(async () => (await copied.getText()) !== '', 5000)
  if ((await copied.getText()) !== 'Copied.') await pressWith(Key.CONTROL, 'c')
  await click(field('body'))
  await pressWith(Key.CONTROL, 'v')
  const pasted = await evaluate((body) => document.querySelector(body).value, field('body'))
  const code = await text('#code')
  assert.match(code, /^import \{ EventSource \} from 'eventsource-wasm'\n/)
  assert.equal(pasted, code)
})

const ROLES = {
  button: ['button'],
  select: ['combobox', 'listbox', 'button'],
  textarea: ['textbox'],
  ol: ['list'],
  text: ['textbox'],
  number: ['spinbutton', 'textbox'],
  checkbox: ['checkbox'],
  radio: ['radio'],
}

test('every control has the role and a name of its own', async () => {
  const { session, shown } = await openDemo({ scenario: 'token' })
  await shown('wasm', { received: 1 })
  const nodes = await session.findElements({
    css: 'input, select, textarea, button, [tabindex="0"]',
  })
  const names = []
  for (const node of nodes) {
    if (!(await node.isDisplayed()) && (await node.getAttribute('type')) !== 'radio') continue
    const tag = await node.getTagName()
    const [role, name] = [await node.getAriaRole(), await node.getAccessibleName()]
    const kind = tag === 'input' ? await node.getAttribute('type') : tag
    assert.ok(ROLES[kind]?.includes(role), `${name} is a ${role}`)
    assert.notEqual(name, '')
    const form = await session.executeScript((one) => one.form?.id ?? '', node)
    names.push(`${form} ${name}`)
  }
  assert.ok(names.length > 30)
  assert.deepEqual([...new Set(names)], names)
})

test('headings, landmarks and live regions give the page its structure', async () => {
  const { evaluate, session, find, shown, text } = await openDemo({ scenario: 'limited' })
  await shown('native', { state: 'OPEN', received: 1 })
  const headings = await evaluate(() =>
    [...document.querySelectorAll('h1, h2, h3')]
      .filter((node) => node.checkVisibility())
      .map(({ localName, textContent }) => `${localName} ${textContent}`),
  )
  assert.deepEqual(headings, [
    'h1 eventsource-wasm',
    'h2 Browser’s EventSource',
    'h3 Connection',
    'h3 Newest messages',
    'h2 eventsource-wasm',
    'h3 Connection',
    'h3 Newest messages',
    'h2 Options',
    'h2 Inspect your own stream',
  ])
  const roles = { main: 'main', '#announcement': 'status', '#options-error': 'alert' }
  for (const [selector, role] of Object.entries(roles)) {
    assert.equal(await (await find(selector)).getAriaRole(), role)
  }
  assert.equal(await session.getTitle(), 'eventsource-wasm: demo')
  await shown('native', { state: 'CLOSED' })
  assert.equal(await text('#announcement'), 'Browser’s EventSource: closed.')
  const picture = await find('#timeline')
  assert.match(await picture.getAriaRole(), /^(img|image|graphics-document)$/)
  assert.match(
    await picture.getAccessibleName(),
    /Browser’s EventSource: closed, \d+ received, 0 lost, 0 reconnections\. eventsource-wasm: /,
  )
})

test('a second tab makes the first close its connections, and the first can restart', async (t) => {
  const page = await openDemo({ scenario: 'steady' })
  await page.bothShow({ received: 1 })
  assert.equal(await (await page.find('#other-tab')).isDisplayed(), false)
  const first = await page.session.getWindowHandle()
  await page.session.switchTo().newWindow('window')
  t.after(() => page.session.switchTo().window(first))
  const other = await openDemo({ scenario: 'steady' })
  await other.bothShow({ received: 1 })
  await page.session.close()
  await page.session.switchTo().window(first)
  assert.equal(await (await page.find('#other-tab')).isDisplayed(), true)
  await page.bothShow({ state: 'CLOSED', log: 'started in another tab' })
  await page.click('#restart')
  await page.bothShow({ state: 'OPEN', received: 1 })
  assert.equal(await (await page.find('#other-tab')).isDisplayed(), false)
})

test('the page loads everything from its own server', async () => {
  const { evaluate, shown } = await openDemo({ scenario: 'steady' })
  await shown('wasm', { received: 1 })
  const origins = await evaluate(() => [
    ...new Set(performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin)),
  ])
  assert.deepEqual(origins, [await evaluate(() => location.origin)], ENGINE)
})
