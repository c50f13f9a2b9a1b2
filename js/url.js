/** Parses a URL as the document or the worker does it. */
export const parseURL = (url) => {
  const { document, location } = globalThis
  let parsed
  try {
    parsed = new URL(url, document ? document.baseURI : location && location.href)
  } catch {
    parsed = { protocol: 'http:', host: '%' }
  }
  // Chromium lets a space into the host, as %20.
  if (/^http/.test(parsed.protocol) && parsed.host.includes('%')) {
    throw new DOMException(`EventSource: '${url}' is not a valid URL`, 'SyntaxError')
  }
  if (!document || (document.characterSet || 'UTF-8') === 'UTF-8') return parsed.href
  // A link knows the document's encoding, which counts for the query.
  const link = document.createElementNS('http://www.w3.org/1999/xhtml', 'a')
  return Object.assign(link, { href: url }).href
}
