// Starts the Rust application in examples/leptos.

import init from '/example/leptos.js'

init()
