// The components of the page on frameworks, each in its framework: a component listens while it is there, and to what it is told.

import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { test } from './browser.js'
import { resolved, runCode, samplesOf } from './samples.js'
import { script } from './server.js'

const samples = samplesOf('docs/frameworks.md')
const codeOf = (note) => samples.find((sample) => sample.note === note).code

/** The function that all three call, without the use of it that follows. */
const listen = /^.+?\n}\n/s.exec(codeOf('run'))[0].replace('function listen', 'export $&')

/** What makes a component of each sample, and a page that shows it: `show(symbol)`, and `leave()`. */
const FRAMEWORKS = {
  React: {
    loader: 'jsx',
    component: (code) =>
      `import { useEffect, useState } from 'react'
      import { listen } from './listen'
      export default ${code}`,
    page: `import { StrictMode, createElement } from 'react'
      import { createRoot } from 'react-dom/client'
      import Price from './component'
      const root = createRoot(document.body)
      globalThis.show = (symbol) =>
        root.render(createElement(StrictMode, {}, createElement(Price, { symbol })))
      globalThis.leave = () => root.unmount()`,
  },
  Vue: {
    component: async (code) => {
      const { compileScript, parse } = await import('vue/compiler-sfc')
      const imports = "import { ref, watchEffect } from 'vue'\nimport { listen } from './listen'\n"
      const source = `${code.replace('<script setup>\n', `$&${imports}`)}
        <template><output>{{ price }}</output></template>`
      return compileScript(parse(source).descriptor, { id: 'price', inlineTemplate: true }).content
    },
    page: `import { createApp, h, ref } from 'vue'
      import Price from './component'
      const symbol = ref('')
      const app = createApp({ render: () => h(Price, { symbol: symbol.value }) })
      let mounted
      globalThis.show = (value) => {
        symbol.value = value
        mounted ??= app.mount(document.body)
      }
      globalThis.leave = () => app.unmount()`,
  },
  Svelte: {
    component: async (code) => {
      const { compile } = await import('svelte/compiler')
      const imports = "import { listen } from './listen'\n"
      const source = `${code.replace('<script>\n', `$&${imports}`)}<output>{price}</output>`
      return compile(source, { generate: 'client' }).js.code
    },
    page: async () => {
      const { compileModule } = await import('svelte/compiler')
      const source = `import { mount, unmount } from 'svelte'
        import Price from './component'
        const props = $state({ symbol: '' })
        let mounted
        globalThis.show = (symbol) => {
          props.symbol = symbol
          mounted ??= mount(Price, { target: document.body, props })
        }
        globalThis.leave = () => unmount(mounted)`
      return compileModule(source, { generate: 'client' }).js.code
    },
  },
}

/** One file of the page, its component and `listen`. */
async function bundle(files, loader = 'js') {
  const plugin = {
    name: 'samples',
    setup(build) {
      const resolveDir = fileURLToPath(new URL('.', import.meta.url))
      build.onResolve({ filter: /^\.\/(listen|component)$/ }, ({ path }) => ({
        path: path.slice(2),
        namespace: 'sample',
      }))
      build.onLoad({ filter: /.*/, namespace: 'sample' }, ({ path }) => ({
        contents: files[path],
        loader,
        resolveDir,
      }))
    },
  }
  const { outputFiles } = await build({
    stdin: { contents: files.page, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    external: ['/dist/*'],
    conditions: ['browser', 'development'],
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [plugin],
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0].text
}

for (const [name, { loader, component, page: make }] of Object.entries(FRAMEWORKS)) {
  test(`${name}: a component connects once, again for another input, and closes when it leaves`, async (t) => {
    const prices = [1, 2, 3].map((n) => `event: price\ndata: ${n}\n\n`).join('')
    const resource = await script({ body: [{ text: prices }] })
    const files = {
      listen: resolved(listen, { '/events': resource.path }),
      component: await component(codeOf(`run with ${name}`)),
      page: typeof make === 'string' ? make : await make(),
    }
    const { page } = await runCode(t, await bundle(files, loader))
    await page.waitForFunction(() => 'show' in globalThis)

    const symbolsOpen = async () => {
      const { requests } = await resource.log()
      const open = requests.filter(({ closedByClient }) => closedByClient === null)
      return open.map(({ url }) => new URL(url, 'http://_').searchParams.get('symbol'))
    }
    await page.evaluate(() => globalThis.show('A'))
    await page.locator('output').getByText('3').waitFor()
    // React's StrictMode opens a first one, and closes it at once.
    const before = (await resource.log()).requests.length
    if (before > 1) await resource.closed(before - 1)
    assert.deepEqual(await symbolsOpen(), ['A'])
    await page.evaluate(() => globalThis.show('B'))
    await resource.requested(before + 1)
    await resource.closed(before)
    const { requests } = await resource.log()
    if (requests.length > before + 1) await resource.closed(requests.length - 1)
    assert.deepEqual(await symbolsOpen(), ['B'])
    await page.evaluate(() => globalThis.leave())
    await resource.closed(requests.length)
    assert.deepEqual(await symbolsOpen(), [])
  })
}
