// In the place of fallback.js in a file that may load no other: it would double that file's size.

export const instantiate = () => {
  throw new Error(
    "WebAssembly is missing or forbidden here, and 'eventsource-wasm/inline' has nothing in its place: import 'eventsource-wasm'",
  )
}
