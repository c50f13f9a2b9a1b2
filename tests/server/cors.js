/** Lets any page, with credentials or not, send whatever it wants and read the answer. */
export function allowEveryOrigin(req, res) {
  // An isolated page, as that of wasm-bindgen's tests is, may not even ask in vain without this.
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
