// In the place of fallback.js in a file that may load no other: it would double that file's size.

export const instantiate = () => {
  throw new Error(
    "WebAssembly is missing, or not allowed by the policy ('wasm-unsafe-eval'), and this file has nothing in its place: import 'eventsource-wasm', or give load() 'eventsource-wasm/fallback'",
  )
}
