// The tools of these rows. React Native and Expo need versions of Jest and React that the other rows cannot have.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, skip, step } from '../../../scripts/steps.js'
import { BUILD, Missing, node, runIn } from '../tools.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const INSTALLED = join(HERE, 'node_modules/.package-lock.json')
const APPS = join(HERE, 'apps')

export const MODULES = join(HERE, 'node_modules')
export const FOLDER = join(BUILD, 'limited')

let installation

async function install() {
  const lock = join(HERE, 'package-lock.json')
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(lock).mtimeMs) {
    return skip('tools of the limited environments')
  }
  const flags = ['--no-save', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund']
  await step('Installing the tools of the limited environments (520 MB)', async () => {
    const options = { cwd: HERE, capture: true, allowFailure: true }
    const { code, stderr } = await run('npm', ['install', '--loglevel=error', ...flags], options)
    if (code !== 0) throw new Missing(`the tools could not be installed: ${stderr.trim()}`)
  })
}

/** Installs the tools when the first row needs them. */
export const installLimited = () => (installation = installation || install())

/** The path of a file of a tool, once they are installed. */
export async function limitedTool(path) {
  await installLimited()
  const file = join(MODULES, path)
  if (!existsSync(file)) throw new Missing(`${path} is not available for this machine`)
  return file
}

/** The version of a tool, as package.json has it: the tools are installed only when a row runs. */
export const limitedVersion = (name) =>
  JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')).dependencies[name]

/** The example in the guide. */
async function guideSample() {
  const guide = await readFile(
    new URL('../../../docs/limited-environments.md', import.meta.url),
    'utf8',
  )
  return /^```js react-native\n([^]*?)^```/m.exec(guide)[1]
}

const bundles = new Map()

async function makeBundle(profile) {
  await installLimited()
  await mkdir(FOLDER, { recursive: true })
  for (const file of ['app.js', 'steps.js', 'native.js'])
    await cp(join(APPS, file), join(FOLDER, file))
  await writeFile(join(FOLDER, 'guide.js'), await guideSample())
  await runIn(HERE, node(), [join(HERE, 'metro.cjs'), FOLDER, profile, `${profile}.js`], 600)
  return join(FOLDER, `${profile}.js`)
}

/** The path of the bundle that Metro makes with this profile of transformations. */
export function bundle(profile) {
  if (!bundles.has(profile)) bundles.set(profile, makeBundle(profile))
  return bundles.get(profile)
}

/** The path of a script with one of the applications (apps/app.js), what it runs on, and the bundle. */
export async function program(application, profile) {
  const file = join(FOLDER, `${application}-${profile}.js`)
  const parts = [join(APPS, 'native.js'), await bundle(profile)]
  const texts = parts.map((part) => readFileSync(part, 'utf8'))
  await writeFile(file, [`globalThis.APPLICATION = '${application}';`, ...texts].join('\n'))
  return file
}
