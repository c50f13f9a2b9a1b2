// What a newcomer does: the package in an empty folder, and the README's page and server beside it.

import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../scripts/steps.js'
import { startProcess } from '../server/process.js'
import { openPage, test } from './browser.js'
import { samplesOf } from './samples.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A folder with the package as npm would install it, and the README's files. */
async function makeFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-'))
  t.after(() => rm(folder, { recursive: true }))
  const npm = (cwd, ...args) => run('npm', args, { cwd, capture: true })
  await npm(ROOT, 'pack', '--pack-destination', folder)
  const [tarball] = await readdir(folder)
  await npm(folder, 'init', '-y')
  await npm(folder, 'install', '--offline', '--no-audit', `./${tarball}`)
  const samples = samplesOf('README.md').filter(({ note }) => note === 'file')
  const names = { html: 'index.html', js: 'server.mjs' }
  for (const { language, code } of samples) await writeFile(join(folder, names[language]), code)
  return folder
}

test('README.md: in an empty folder, the page shows events, and goes on where it was', async (t) => {
  const folder = await makeFolder(t)
  const command = [process.execPath, 'server.mjs']
  const { address, stop } = await startProcess(t, command, { cwd: folder })
  const page = await openPage(t, address)
  await page.getByText(/2: \d{4}-\d\d-\d\dT/).waitFor()
  await stop()
  await page.getByText('reconnecting in').first().waitFor()
  await startProcess(t, command, { cwd: folder, port: new URL(address).port })
  await page.getByText(/4: \d{4}-/).waitFor()
  const text = await page.innerText('body')
  const ids = Array.from(text.matchAll(/^(\d+): \d{4}/gm), ([, id]) => Number(id))
  assert.deepEqual(
    ids,
    ids.map((_, index) => index + 1),
  )
})
