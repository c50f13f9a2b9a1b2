// The pages, workers and scripts under test.
//
//   GET /page?script=URL&classic=URL&csp=POLICY&charset=NAME   an empty page, with these if they are given
//   GET /worker?script=URL&classic=URL&csp=POLICY              the same for a worker: either modules or classic scripts
//   GET /dist/*         the built library
//   GET /example/*      the built application of examples/yew
//   GET /conformance/*  the scripts in tests/conformance/scripts, and the bundle of its checks
//   GET /*              the scripts in tests/page/scripts
//
// `script` and `classic` may be repeated.

import { fileURLToPath } from 'node:url'
import sirv from 'sirv'

const folder = (path) => sirv(fileURLToPath(new URL(path, import.meta.url)), { dev: true })

const FOLDERS = {
  '/dist/': [folder('../../dist')],
  '/example/': [folder('../../target/examples/yew')],
  '/conformance/': [folder('../conformance/scripts'), folder('../../target/conformance')],
  '/': [folder('../page/scripts')],
}

export function servePages(req, res, query) {
  const policy = query.get('csp')
  if (policy) res.setHeader('Content-Security-Policy', policy)
  if (req.url.startsWith('/page?')) return sendPage(res, query)
  if (req.url.startsWith('/worker?')) return sendWorker(res, query)
  const prefix = Object.keys(FOLDERS).find((prefix) => req.url.startsWith(prefix))
  req.url = req.url.slice(prefix.length - 1)
  const [first, second] = FOLDERS[prefix]
  const notFound = () => res.writeHead(404).end()
  first(req, res, second ? () => second(req, res, notFound) : notFound)
}

function sendPage(res, query) {
  const tag = (attributes) => (url) => `<script ${attributes} src="${url}"></script>`
  res.setHeader('Content-Type', `text/html; charset=${query.get('charset') ?? 'utf-8'}`)
  res.end(
    '<!doctype html><title>test</title><link rel="icon" href="data:,">' +
      query.getAll('classic').map(tag('')).join('') +
      query.getAll('script').map(tag('type="module"')).join(''),
  )
}

function sendWorker(res, query) {
  const classic = query.getAll('classic').map((url) => `importScripts(${JSON.stringify(url)})\n`)
  const modules = query.getAll('script').map((url) => `import ${JSON.stringify(url)}\n`)
  res.setHeader('Content-Type', 'text/javascript')
  res.end([...classic, ...modules].join(''))
}
