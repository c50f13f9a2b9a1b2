// Older releases of Chromium, from npm packages that contain them. Today's WebDriver and playwright no longer support them, so
// they are driven over the DevTools protocol.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { Missing, tool } from './tools.js'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--single-process',
  '--no-zygote',
  '--remote-debugging-port=0',
]
const TIMEOUT = 30_000

/** Unpacks the browser and returns its folder; from 78 on its package has shared libraries too. */
async function unpack(name) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Missing('npm has this browser for Linux on x64 only')
  }
  const packed = tool(`${name}/bin`)
  const folder = join(packed, 'unpacked')
  if (existsSync(folder)) return folder
  const half = `${folder}.${process.pid}`
  await mkdir(half)
  for (const file of await readdir(packed)) {
    if (!/^(chromium.*|aws\.tar)\.br$/.test(file)) continue
    const bytes = await promisify(brotliDecompress)(await readFile(join(packed, file)))
    const isTar = file.startsWith('aws')
    const path = join(half, isTar ? 'aws.tar' : 'chromium')
    await writeFile(path, bytes, { mode: 0o755 })
    if (isTar) await promisify(execFile)('tar', ['xf', path, '-C', half])
  }
  await rename(half, folder)
  return folder
}

/**
 * Runs `use` with the browser of a package: `send` sends a command, `wait` waits for an event, `evaluate` runs an expression in
 * the page.
 */
export async function withOldChromium(name, use) {
  const folder = await unpack(name)
  const profile = await mkdtemp(join(tmpdir(), 'eventsource-wasm-'))
  const browser = spawn(join(folder, 'chromium'), [...FLAGS, `--user-data-dir=${profile}`], {
    env: { ...process.env, LD_LIBRARY_PATH: join(folder, 'lib'), HOME: profile },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(browser, 'close')
  let socket
  try {
    const port = await portOf(browser, ended)
    socket = await connect(port)
    await use(protocol(socket))
  } finally {
    socket?.terminate()
    browser.kill('SIGKILL')
    await ended
    await rm(profile, { recursive: true, force: true, maxRetries: 3 })
  }
}

function portOf(browser, ended) {
  let output = ''
  return new Promise((resolve, reject) => {
    browser.stderr.on('data', (data) => {
      output += data
      const found = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(output)
      if (found) resolve(found[1])
    })
    browser.on('error', reject)
    ended.then(() => reject(new Error(`the browser ended: ${output.trim()}`)))
  })
}

async function connect(port) {
  const { WebSocket } = await import('ws')
  const socket = new WebSocket(await debuggerOf(port), { perMessageDeflate: false })
  await once(socket, 'open')
  return socket
}

/** The debugger's address of the first page, which opens a little after the browser has started. */
async function debuggerOf(port) {
  for (const started = Date.now(); Date.now() - started < TIMEOUT; await wait(50)) {
    const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()
    const page = targets.find(({ type }) => type === 'page')
    if (page) return page.webSocketDebuggerUrl
  }
  throw new Error('the browser has not opened a page')
}

function protocol(socket) {
  const waiting = new Map()
  let last = 0
  socket.on('message', (data) => {
    const { id, method, result, error, params } = JSON.parse(data)
    const key = id ?? method
    const { resolve, reject } = waiting.get(key) ?? {}
    waiting.delete(key)
    if (error) reject?.(new Error(error.message))
    else resolve?.(result ?? params)
  })
  const reply = (key) =>
    new Promise((resolve, reject) => {
      waiting.set(key, { resolve, reject })
      const late = () => reject(new Error(`${key} timed out`))
      setTimeout(late, TIMEOUT).unref()
    })
  const send = (method, params = {}) => {
    socket.send(JSON.stringify({ id: ++last, method, params }))
    return reply(last)
  }
  const evaluate = async (value) => {
    // An error cannot be returned by value, but its text can.
    const expression = `Promise.resolve(${value}).catch((error) => { throw error.stack })`
    const params = { expression, awaitPromise: true, returnByValue: true }
    const { result, exceptionDetails } = await send('Runtime.evaluate', params)
    if (exceptionDetails) throw new Error(result.value || exceptionDetails.text)
    return result.value
  }
  return { send, wait: reply, evaluate }
}
