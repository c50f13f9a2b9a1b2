// The libraries that the pages on migration compare and the benchmark does not measure.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installNpmPackages } from '../../scripts/install.js'
import { bundleText } from '../../scripts/peers.js'

const FOLDER = fileURLToPath(new URL('libraries/', import.meta.url))

/** Installs them, if that is not done. */
export const installLibraries = () =>
  installNpmPackages(FOLDER, 'the libraries of the migration pages')

/** Bundles a program that uses one of the libraries, for a page or, with `platform: 'node'`, for Node. */
export const bundleWithLibraries = (code, options) =>
  bundleText(code, { nodePaths: [join(FOLDER, 'node_modules')], ...options })
