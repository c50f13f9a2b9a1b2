// The engines that run the applications: each takes a script and returns what it prints.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Missing, node, runIn } from '../tools.js'
import { PROGRAMS } from './hermes_v1.js'
import { FOLDER, limitedTool, limitedVersion, program } from './tools.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** Runs a script; if it is measured, its bytecode, as a release of an application has it. */
async function runHermes(find, file, isMeasured) {
  const engine = await find('hermes')
  const flags = ['-w', '-Xmicrotask-queue']
  if (!isMeasured) return runIn(FOLDER, engine, [...flags, file])
  const bytecode = file.replace(/js$/, 'hbc')
  await runIn(FOLDER, await find('hermesc'), ['-w', '-O', '-emit-binary', '-out', bytecode, file])
  return runIn(FOLDER, engine, [...flags, '-b', bytecode])
}

const builtProgram = (name) => {
  if (existsSync(join(PROGRAMS, name))) return join(PROGRAMS, name)
  throw new Missing('`node tests/reach/limited/hermes_v1.js` builds it, which takes long')
}

export const ENGINES = {
  hermes: {
    environment: 'Hermes',
    version: limitedVersion('hermes-engine-cli'),
    profile: 'default',
    execute: (...program) =>
      runHermes((name) => limitedTool(`hermes-engine-cli/linux64-bin/${name}`), ...program),
  },
  hermesV1: {
    environment: 'Hermes V1',
    version: '1.0.0',
    profile: 'hermes-stable',
    execute: (...program) => runHermes(builtProgram, ...program),
  },
  quickjs: {
    environment: 'QuickJS',
    version: limitedVersion('quickjs-emscripten'),
    profile: 'default',
    async execute(file) {
      await limitedTool('quickjs-emscripten/package.json')
      return runIn(HERE, node(), ['--stack-size=6000', 'quickjs.cjs', file])
    },
  },
}

/** What each step of a program printed, by the name of the step. */
export const parseSteps = (output) =>
  Object.fromEntries(
    output
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const { name, ...seen } = JSON.parse(line)
        return [name, seen]
      }),
  )

/** Runs an application in an engine; returns what each of its steps saw. */
export const runApplication = async (name, { execute, profile }) =>
  parseSteps(await execute(await program(name, profile), name === 'expo'))
