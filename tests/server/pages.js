// The pages, workers and scripts under test.
//
//   GET /page?script=URL&classic=URL&csp=POLICY&charset=NAME&type=TYPE&html=HTML   a page with these scripts
//   GET /worker?script=URL&classic=URL&csp=POLICY              a worker with these modules or classic scripts
//   GET /dist/*         the built library
//   GET /example/*      the built applications of examples/, and the page of examples/worker
//   GET /conformance/*  the scripts in tests/conformance/scripts, and the bundle of its checks
//   GET /*              the scripts in tests/page/scripts
//
// `script` and `classic` may be repeated, and so may `header`, which adds the header 'Name: value' to a page or worker. The
// `html` of a page precedes its scripts.

import { fileURLToPath } from 'node:url'
import sirv from 'sirv'

const folder = (path) => sirv(fileURLToPath(new URL(path, import.meta.url)), { dev: true })

const FOLDERS = {
  '/dist/': [folder('../../dist')],
  '/example/': [folder('../../target/examples/pages'), folder('../../examples/worker')],
  '/conformance/': [folder('../conformance/scripts'), folder('../../target/conformance')],
  '/': [folder('../page/scripts')],
}

export function servePages(req, res, query) {
  const policy = query.get('csp')
  if (policy) res.setHeader('Content-Security-Policy', policy)
  for (const header of query.getAll('header')) {
    const [name, ...value] = header.split(': ')
    res.appendHeader(name, value.join(': '))
  }
  if (req.url.startsWith('/page?')) return sendPage(res, query)
  if (req.url.startsWith('/worker?')) return sendWorker(res, query)
  const prefix = Object.keys(FOLDERS).find((prefix) => req.url.startsWith(prefix))
  req.url = req.url.slice(prefix.length - 1)
  const [first, second] = FOLDERS[prefix]
  const notFound = () => res.writeHead(404).end()
  first(req, res, second ? () => second(req, res, notFound) : notFound)
}

const escape = (url) => url.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

/** A document that is well-formed as HTML and, with another type, as XML. */
function sendPage(res, query) {
  const tag = (attributes) => (url) => `<script ${attributes} src="${escape(url)}"></script>`
  const type = query.get('type') ?? 'text/html'
  const isHtml = type === 'text/html'
  const start = isHtml ? '<!doctype html>' : '<html xmlns="http://www.w3.org/1999/xhtml"><head>'
  res.setHeader('Content-Type', `${type}; charset=${query.get('charset') ?? 'utf-8'}`)
  res.end(
    `${start}<title>test</title>` +
      // In a frame no icon is loaded, but a policy may block it.
      (query.has('child') ? '' : '<link rel="icon" href="data:,"/>') +
      (query.get('html') ?? '') +
      query.getAll('classic').map(tag('')).join('') +
      query.getAll('script').map(tag('type="module"')).join('') +
      (isHtml ? '' : '</head></html>'),
  )
}

function sendWorker(res, query) {
  const classic = query.getAll('classic').map((url) => `importScripts(${JSON.stringify(url)})\n`)
  const modules = query.getAll('script').map((url) => `import ${JSON.stringify(url)}\n`)
  res.setHeader('Content-Type', 'text/javascript')
  res.setHeader('Service-Worker-Allowed', '/')
  res.end([...classic, ...modules].join(''))
}
