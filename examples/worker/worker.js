// Starts the program, which wasm-bindgen has written to these files:
// wasm-bindgen --target web --out-name events --out-dir . eventsource-wasm-worker-example.wasm

import init from './events.js'

init()
