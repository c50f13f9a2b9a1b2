/** Parses a URL as the document or the worker does it. */
export const parseURL = (url) => {
  const { document, location } = globalThis
  let parsed
  try {
    parsed = new URL(url, document ? document.baseURI : location && location.href)
  } catch {
    parsed = { host: '%' }
  }
  // Chromium lets a space into the host, as %20.
  if (parsed.host.includes('%')) {
    throw new DOMException(`EventSource: '${url}' is not a valid URL`, 'SyntaxError')
  }
  // A link knows the document's encoding, which counts for the query.
  return document ? Object.assign(document.createElement('a'), { href: url }).href : parsed.href
}
