// Installs the example with the packed library, and opens it from Vite's development server and as a build; then the guide's server
// through Vite's.

import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from '../../scripts/steps.js'
import { openPage, test } from '../../tests/page/browser.js'
import { samplesOf } from '../../tests/page/samples.js'
import { startProcess } from '../../tests/server/process.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const EXAMPLE = fileURLToPath(new URL('.', import.meta.url))

/** For the installation, in milliseconds. */
const PATIENCE = 240_000

let folder
const vite = () => join(folder, 'node_modules/vite/bin/vite.js')

before(
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-example-'))
    await cp(EXAMPLE, folder, {
      recursive: true,
      filter: (path) => !path.includes('node_modules') && !path.endsWith('.test.js'),
    })
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], {
      cwd: ROOT,
      capture: true,
    })
    const file = join(folder, 'package.json')
    const description = JSON.parse(await readFile(file, 'utf8'))
    description.dependencies['eventsource-wasm'] = `file:${stdout.trim().split('\n').at(-1)}`
    await writeFile(file, JSON.stringify(description))
    await run('npm', ['install', '--no-fund', '--no-audit', '--silent'], { cwd: folder })
    await run(process.execPath, [vite(), 'build', '--logLevel', 'warn'], { cwd: folder })
  },
  { timeout: PATIENCE },
)
after(() => rm(folder, { recursive: true, force: true }))

for (const [name, command] of [
  ['development server', 'dev'],
  ['build', 'preview'],
]) {
  test(`the ${name} of Vite shows events, the downtime and the events after it`, async (t) => {
    const options = ['--port', 'PORT', '--strictPort', '--host', '127.0.0.1']
    const program = [process.execPath, vite(), command, ...options]
    const { address } = await startProcess(t, program, { cwd: folder })
    const page = await openPage(t, address)
    const items = page.locator('li')
    await items.filter({ hasText: '503' }).first().waitFor()
    await items.filter({ hasText: /^6: / }).waitFor()
    const texts = await items.allTextContents()
    const ids = texts.filter((text) => /^\d+: /.test(text)).map((text) => parseInt(text))
    assert.deepEqual(
      ids,
      ids.map((_, index) => index + 1),
    )
    await page.getByRole('button', { name: 'Close' }).click()
    assert.equal(await page.getByRole('status').textContent(), 'closed')
  })
}

test('docs/guide.md: Vite’s development server passes a stream on, and the page shows its events', async (t) => {
  const [{ code: server }] = samplesOf('docs/guide.md').filter(({ language }) => language === 'js')
  const guide = await readFile(join(ROOT, 'docs/guide.md'), 'utf8')
  const [config] = /^export default \{ server: .+$/m.exec(guide)
  const own = join(folder, 'guide')
  await mkdir(own)
  await writeFile(join(own, 'server.mjs'), server)
  const { address: origin } = await startProcess(t, [process.execPath, 'server.mjs'], { cwd: own })
  await writeFile(join(own, 'vite.config.mjs'), config.replace('http://127.0.0.1:3000', origin))
  await writeFile(join(own, 'index.html'), '<script type="module" src="main.js"></script>')
  const script = `import { EventSource } from 'eventsource-wasm'
const source = new EventSource('/events', { headers: { Authorization: 'Bearer secret' } })
source.onmessage = ({ lastEventId }) => document.body.append(\`event \${lastEventId}; \`)`
  await writeFile(join(own, 'main.js'), script)
  const program = [
    process.execPath,
    vite(),
    '--port',
    'PORT',
    '--strictPort',
    '--host',
    '127.0.0.1',
  ]
  const { address } = await startProcess(t, program, { cwd: own })
  const page = await openPage(t, address)
  await page.getByText('event 3;').waitFor()
})
