// What a page under test loads.
//
//   GET /page?script=URL&classic=URL&csp=POLICY&charset=NAME   an empty page, with these if they are given
//   GET /dist/*    the built library
//   GET /example/* the built application of examples/yew
//   GET /*         the scripts in tests/page/scripts

import { fileURLToPath } from 'node:url'
import sirv from 'sirv'

const folder = (path) => sirv(fileURLToPath(new URL(path, import.meta.url)), { dev: true })
const folders = { dist: folder('../../dist'), example: folder('../../target/examples/yew') }
const scripts = folder('../page/scripts')

export function servePages(req, res, query) {
  const notFound = () => res.writeHead(404).end()
  if (req.url.startsWith('/page?')) return sendPage(res, query)
  const [, name, path] = /^\/(\w+)(\/.*)$/.exec(req.url) ?? []
  if (!Object.hasOwn(folders, name)) return scripts(req, res, notFound)
  req.url = path
  folders[name](req, res, notFound)
}

function sendPage(res, query) {
  const [script, classic, policy] = ['script', 'classic', 'csp'].map((name) => query.get(name))
  if (policy) res.setHeader('Content-Security-Policy', policy)
  res.setHeader('Content-Type', `text/html; charset=${query.get('charset') ?? 'utf-8'}`)
  res.end(
    '<!doctype html><title>test</title><link rel="icon" href="data:,">' +
      (classic ? `<script src="${classic}"></script>` : '') +
      (script ? `<script type="module" src="${script}"></script>` : ''),
  )
}
