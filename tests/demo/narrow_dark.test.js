/* global document, getComputedStyle, innerWidth */

// The demo in dark mode, on a phone.

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

test('the page follows the preference for a dark color scheme', async () => {
  const { evaluate } = await openDemo({ scenario: 'steady' })
  const [background, text] = (await evaluate(colors)).map(lightness)
  assert.ok(background < 40, `the page's lightness is ${background}`)
  assert.ok(text > 200, `the text's lightness is ${text}`)
})

/** The elements that extend beyond the page's right edge; the chips scroll in their line. */
const tooWide = () =>
  [...document.querySelectorAll('body *')]
    .filter((node) => !node.closest('svg, .visually-hidden, .chips'))
    .filter((node) => node.getBoundingClientRect().right > innerWidth)
    .map((node) => node.outerHTML.slice(0, 80))

/** Opens what is folded on a phone; returns whether each was open. */
const openDetails = () =>
  [...document.querySelectorAll('details')].map((details) => {
    const wasOpen = details.open
    details.open = true
    return wasOpen
  })

test('the timeline is on the first screen of a phone', async () => {
  const { evaluate, shown } = await openDemo({ scenario: 'steady' })
  await shown('wasm', { received: 1 })
  const bottom = () => document.querySelector('#timeline').getBoundingClientRect().bottom
  assert.ok((await evaluate(bottom)) < 844)
  assert.ok((await evaluate(() => document.documentElement.scrollHeight)) < 2500)
})

/** The contrast ratio of two colors, as WCAG defines it. */
const contrast = (...colors) => {
  const [darker, lighter] = colors.map(luminance).toSorted((one, other) => one - other)
  return (lighter + 0.05) / (darker + 0.05)
}

const luminance = (color) => {
  const [red, green, blue] = color
    .match(/[\d.]+/g)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

test('a closed connection and its key in the legend are outlined in a color that differs from the background', async () => {
  const { evaluate, shown } = await openDemo({ scenario: 'answer' })
  await shown('native', { state: 'CLOSED', segments: 'closed' })
  const [background, ...outlines] = await evaluate(() => {
    const style = (selector) => getComputedStyle(document.querySelector(selector))
    return [
      style('figure').backgroundColor,
      style('.segment.closed').stroke,
      style('.key.closed').borderTopColor,
    ]
  })
  for (const outline of outlines) assert.ok(contrast(background, outline) > 4.5, outline)
})

for (const [scenario, { name }] of Object.entries(SCENARIOS)) {
  test(`${name}: nothing is wider than a phone`, async () => {
    const { evaluate, shown } = await openDemo({ scenario })
    await shown('wasm', { received: 1 })
    assert.deepEqual(await evaluate(openDetails), [false, false])
    assert.equal(await evaluate(() => innerWidth), WIDTH)
    assert.deepEqual(await evaluate(tooWide), [])
    const scroller = () => document.documentElement.scrollWidth
    assert.ok((await evaluate(scroller)) <= WIDTH)
  })
}
