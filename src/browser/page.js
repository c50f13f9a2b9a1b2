// What the core needs of the page. wasm-bindgen copies this file into Rust applications beside context.js.

import { pageDocument } from './request.js'

/** `document.open()` removes all listeners; it also replaces the document's children. */
export const observeDocument = (context) => {
  context.addPageListeners()
  const document = pageDocument()
  if (!document || !globalThis.MutationObserver) return
  context.observer = new MutationObserver(() => context.addPageListeners())
  context.observer.observe(document, { childList: true })
}

/** Records a violation of the page's policy by the request. Policies report its URL, or only another origin. */
export const handleViolation = (context, { disposition, effectiveDirective, blockedURI }) => {
  const { sent } = context
  if (disposition !== 'enforce' || effectiveDirective !== 'connect-src' || !sent) return
  const url = new URL(sent.url)
  if ([url.href.replace(/#.*/, ''), url.origin].includes(blockedURI)) {
    context.violation = effectiveDirective
  }
}
