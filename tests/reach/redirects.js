// What runtimes without CORS send to the target of a redirect to another origin: the table in SECURITY.md.

import assert from 'node:assert/strict'
import { script } from '../page/server.js'
import { printed } from './runtimes.js'
import { app, node, tool, version } from './tools.js'

const ALWAYS = ['X-Token', 'body']

/** A resource that redirects to another origin with 307, and its target. */
async function redirecting() {
  const target = await script({})
  const headers = { Location: target.url.replace('127.0.0.1', 'localhost') }
  return { target, url: (await script({ status: 307, headers, then: 'end' })).url }
}

/** Runs a program with the URLs of two such resources: with redirects followed, and with `redirect: 'manual'`. */
async function check(run, sent) {
  const [followed, refused] = [await redirecting(), await redirecting()]
  assert.deepEqual(await run(followed.url, refused.url), ['open', 'status 307, closed'])
  const [{ headers, body }] = (await followed.target.log()).requests
  const names = ['Authorization', 'Cookie', 'X-Token'].filter((name) =>
    headers[name.toLowerCase()]?.includes('secret'),
  )
  assert.deepEqual(body ? [...names, 'body'] : names, sent)
  const { requests, preflights } = await refused.target.log()
  assert.equal(requests.length + preflights.length, 0)
}

const row = (environment, version, sent, run, date = '') => ({
  environment,
  version,
  what: `${date}a redirect to another origin takes along: ${sent.join(', ')}; redirect: 'manual' is a final error`,
  run: () => check(run, sent),
})

const files = { 'redirected.js': 'redirected.js' }

const runtime = (environment, version, [path, ...args]) =>
  row(environment, version, ALWAYS, async (...urls) => {
    const program = 'redirected_program.js'
    const folder = await app(`redirects-${version}`, { ...files, [program]: program })
    return printed(folder, tool(path), [...args, program, ...urls])
  })

const workerd = (date, sent) =>
  row(
    'workerd',
    version('workerd'),
    sent,
    async (...urls) => {
      const folder = await app(`redirects-workerd-${date}`, {
        ...files,
        'worker.js': 'redirected_worker.js',
        'miniflare.js': 'miniflare.js',
      })
      return printed(folder, node(), ['miniflare.js', urls.join(' '), date])
    },
    `compatibility date ${date}, `,
  )

export const rows = [
  ...['node-20', 'node-22', 'node-24'].map((name) =>
    runtime('Node', version(name), [`${name}/bin/node`]),
  ),
  runtime('Bun', version('bun'), ['@oven/bun-linux-x64/bin/bun']),
  runtime('Deno', version('deno'), ['@deno/linux-x64-glibc/deno', 'run', '--allow-all']),
  workerd('2025-01-01', ['Authorization', 'Cookie', ...ALWAYS]),
  workerd('2026-01-01', ['Cookie', ...ALWAYS]),
]
