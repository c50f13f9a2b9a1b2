/* global document */

// The pages of the site, at the root and below a path of a static host.

import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { openPage, test } from '../page/browser.js'
import { HOSTED, startSite } from './server.js'

/** The pages that the navigation must have, by their titles. */
const TITLES = [
  /^Guide/,
  /^Options/,
  /^Migration/,
  /^Conformance/,
  /^Performance/,
  /^Security/,
  /^API reference/,
]

/** What a page links to and what it can be linked to. */
const readPage = () => ({
  title: document.title,
  links: [...document.querySelectorAll('a[href]')].map(({ href }) => href),
  files: [...document.querySelectorAll('img')].map(({ src }) => src),
  ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
})

for (const [place, hosted] of Object.entries(HOSTED)) {
  describe(place, () => {
    let site
    /** URL -> what readPage returns, of every page that can be reached from the home page. */
    const pages = new Map()
    const failures = []
    const isPage = (url) => url.startsWith(site.address) && /(\/|\.html)$/.test(url)
    const isDocument = (url) => isPage(url) && !url.includes('/demo/')

    before(async () => {
      site = await startSite(hosted)
    })
    after(() => site?.kill())

    test(
      'every link leads to a page or a file, and every fragment to an element',
      { timeout: 120_000 },
      async (t) => {
        const page = await openPage(t, 'about:blank', (page) => {
          page.on('response', (response) => {
            if (!response.ok()) failures.push(`${response.status()} ${response.url()}`)
          })
          page.on('console', (message) => {
            if (message.type() === 'error') failures.push(message.text())
          })
        })
        const urls = [site.address]
        const files = new Set()
        for (const url of urls) {
          await page.goto(url, { waitUntil: 'networkidle' })
          const found = await page.evaluate(readPage)
          pages.set(url, found)
          for (const file of found.files) files.add(file)
          for (const link of found.links) {
            const [target] = link.split('#')
            if (!target.startsWith(site.address)) continue
            if (!isDocument(target)) files.add(target)
            else if (!urls.includes(target)) urls.push(target)
          }
        }
        for (const file of files) assert.equal((await fetch(file)).status, 200, file)
        for (const [url, { links }] of pages) {
          for (const link of links) {
            const [target, fragment] = link.split('#')
            if (!fragment || !isDocument(target)) continue
            const { ids } = pages.get(target)
            assert.ok(ids.includes(decodeURIComponent(fragment)), `${url} links to ${link}`)
          }
        }
        assert.deepEqual(failures, [])
        const titles = [...pages.values()].map(({ title }) => title)
        for (const title of TITLES)
          assert.ok(
            titles.some((one) => title.test(one)),
            `${title}`,
          )
        assert.ok(files.has(`${site.address}demo/`))
        const foreign = page.requests.filter((url) => !url.startsWith(site.address))
        assert.deepEqual(foreign, [])
      },
    )

    test('the search finds a word and opens its page', async (t) => {
      const page = await openPage(t, site.address)
      await page.getByRole('button', { name: 'Search' }).click()
      await page.getByRole('searchbox').fill('lastEventIdParam')
      const result = page.getByRole('listbox').getByRole('link').first()
      await result.click()
      await page.waitForURL((url) => url.href !== site.address)
      assert.ok(page.url().startsWith(site.address))
      await page.getByText('lastEventIdParam').first().waitFor()
    })

    test('the demo link leaves the site’s router, and the demo’s link to the guide returns', async (t) => {
      const page = await openPage(t, site.address)
      await page.getByRole('link', { name: 'Live demo' }).click()
      await page.locator('[data-source="wasm"] [data-state="OPEN"]').waitFor()
      assert.equal(new URL('.', page.url()).href, `${site.address}demo/`)
      await page.getByRole('link', { name: 'Guide' }).click()
      await page.getByRole('heading', { level: 1, name: 'Guide' }).waitFor()
    })

    test('llms.txt links to the Markdown of every page', async () => {
      const text = await (await fetch(`${site.address}llms.txt`)).text()
      const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link)
      assert.ok(links.length >= TITLES.length)
      for (const link of links) {
        const url = new URL(link, site.address).href
        assert.ok(url.startsWith(site.address), link)
        const response = await fetch(url)
        assert.equal(response.status, 200, url)
        await checkMarkdown(await response.text(), url)
      }
    })
  })
}

/** Every relative link of a Markdown file leads to a file. */
async function checkMarkdown(text, url) {
  const outsideCode = text.replaceAll(/^```[\s\S]*?^```$|`[^`\n]+`/gm, '')
  for (const [, link] of outsideCode.matchAll(/\]\((\.[^)#\s]+)/g)) {
    const target = new URL(link, url).href
    assert.equal((await fetch(target)).status, 200, `${url} links to ${link}`)
  }
}
