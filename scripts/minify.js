// Minifies what esbuild has minified: Terser makes index.js, engine.js and module.js 3 % smaller.

/** Returns the code, and its source map if `options` ask for one. */
export async function minifyScript(code, options) {
  const { minify } = await import('terser')
  return minify(code, {
    ecma: 2017,
    // Functions in objects become methods, which cannot be constructed: none of them is.
    compress: { passes: 3, unsafe_methods: true },
    format: { preserve_annotations: true },
    ...options,
  })
}
