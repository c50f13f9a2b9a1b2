// The libraries that the pages on migration compare and the benchmark does not measure.

import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleText } from '../../benches/tools.js'
import { run } from '../../scripts/steps.js'

const FOLDER = fileURLToPath(new URL('libraries/', import.meta.url))

/** Installs them, if that is not done. */
export async function installLibraries() {
  const installed = join(FOLDER, 'node_modules/.package-lock.json')
  const lock = join(FOLDER, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: FOLDER })
}

/** Bundles a program that uses one of the libraries, for a page or, with `platform: 'node'`, for Node. */
export const bundleWithLibraries = (code, options) =>
  bundleText(code, { nodePaths: [join(FOLDER, 'node_modules')], ...options })
