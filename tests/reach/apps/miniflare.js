// Bundles worker.js as Cloudflare's tools do, with the module as a separate file, and runs it in workerd.

import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'

const wasm = []
const imported = {
  name: 'imported modules',
  setup(build) {
    build.onResolve({ filter: /\.wasm$/ }, async ({ path, resolveDir, pluginData }) => {
      if (pluginData) return undefined
      const found = await build.resolve(path, {
        resolveDir,
        kind: 'import-statement',
        pluginData: 1,
      })
      wasm.push(found.path)
      return { path: `./${basename(found.path)}`, external: true }
    })
  },
}
const { outputFiles } = await build({
  entryPoints: ['worker.js'],
  bundle: true,
  format: 'esm',
  write: false,
  plugins: [imported],
})
const modules = [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text }]
for (const path of new Set(wasm)) {
  modules.push({ type: 'CompiledWasm', path: basename(path), contents: await readFile(path) })
}
const [url, compatibilityDate] = process.argv.slice(2)
const miniflare = new Miniflare({ modules, compatibilityDate })
const response = await miniflare.dispatchFetch(`http://localhost/?url=${encodeURIComponent(url)}`)
console.log(await response.text())
await miniflare.dispose()
