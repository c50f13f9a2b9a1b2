// Replaces fallback.js in a file that may load no other: it would double that file's size.

export const instantiate = () => {
  throw new Error(
    "WebAssembly is missing, or not allowed by the policy ('wasm-unsafe-eval'), and this file cannot load the JavaScript fallback: import 'eventsource-wasm' instead, or pass 'eventsource-wasm/fallback' to load()",
  )
}
