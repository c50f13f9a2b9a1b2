/* global document, getComputedStyle, innerWidth */

// The demo in the dark color scheme, on a narrow screen.

import assert from 'node:assert/strict'
import { SCENARIOS } from '../../www/scenarios.js'
import { test, useDemo } from './browser.js'

const WIDTH = 390

const openDemo = useDemo({ preferences: { dark: true }, width: WIDTH })

/** From 0, black, to 255, white. */
const lightness = (color) => {
  const [red, green, blue] = color.match(/[\d.]+/g).map(Number)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const colors = () => {
  const { backgroundColor, color } = getComputedStyle(document.body)
  return [backgroundColor, color]
}

test('the page follows the dark color scheme', async () => {
  const { evaluate } = await openDemo({ scenario: 'steady' })
  const [background, text] = (await evaluate(colors)).map(lightness)
  assert.ok(background < 40, `the page's lightness is ${background}`)
  assert.ok(text > 200, `the text's lightness is ${text}`)
})

/** The elements that extend beyond the right edge of the page. */
const tooWide = () =>
  [...document.querySelectorAll('body *')]
    .filter((node) => !node.closest('svg, .visually-hidden'))
    .filter((node) => node.getBoundingClientRect().right > innerWidth)
    .map((node) => node.outerHTML.slice(0, 80))

for (const [scenario, { name }] of Object.entries(SCENARIOS)) {
  test(`${name}: no element is wider than a narrow screen`, async () => {
    const { evaluate, shown } = await openDemo({ scenario })
    await shown('wasm', { state: 'OPEN', received: 1 })
    assert.equal(await evaluate(() => innerWidth), WIDTH)
    assert.deepEqual(await evaluate(tooWide), [])
    const scroller = () => document.documentElement.scrollWidth
    assert.ok((await evaluate(scroller)) <= WIDTH)
  })
}
