/** Lets any page send any request, with or without credentials, and read the response. */
export function allowEveryOrigin(req, res) {
  // Without this header a cross-origin isolated page, such as that of wasm-bindgen's tests, cannot load the response.
  res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
  const { origin } = req.headers
  if (!origin) return
  res.setHeader('Access-Control-Allow-Origin', origin)
  res.setHeader('Access-Control-Allow-Credentials', 'true')
  res.setHeader('Vary', 'Origin')
  for (const what of ['headers', 'method']) {
    const requested = req.headers[`access-control-request-${what}`]
    if (requested) {
      const name = what === 'method' ? 'Methods' : 'Headers'
      res.setHeader(`Access-Control-Allow-${name}`, requested)
    }
  }
}
