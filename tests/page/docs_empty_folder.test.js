// What a newcomer does: the package in an empty folder, with the guide's server, and the pages of the guide, of the README and
// of the page on setup.

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

const file = (path, language) =>
  samplesOf(path).find((sample) => sample.note === 'file' && sample.language === language).code

/** A folder with the package as npm would install it, and the guide's files. */
async function makeFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-'))
  t.after(() => rm(folder, { recursive: true }))
  const npm = (cwd, ...args) => run('npm', args, { cwd, capture: true })
  await npm(ROOT, 'pack', '--pack-destination', folder)
  const [tarball] = await readdir(folder)
  await npm(folder, 'init', '-y')
  await npm(folder, 'install', '--offline', '--no-audit', `./${tarball}`)
  await writeFile(join(folder, 'index.html'), file('docs/guide.md', 'html'))
  await writeFile(join(folder, 'server.mjs'), file('docs/guide.md', 'js'))
  return folder
}

/** npm takes its time on a busy machine. */
const SLOW = { timeout: 120_000 }

test(
  'docs/guide.md: in an empty folder, the page shows events and continues with the next one; those of README.md and docs/setup.md work too',
  SLOW,
  async (t) => {
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

    for (const path of ['README.md', 'docs/setup.md']) {
      await writeFile(join(folder, 'index.html'), file(path, 'html'))
      const shorter = await openPage(t, new URL('/', page.url()).href)
      await shorter.getByText(/1: .+ 2: \d{4}-\d\d-\d\dT/).waitFor()
    }
  },
)
