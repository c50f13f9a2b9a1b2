// Starts the Rust application in examples/yew.

import init from '/example/app.js'

init()
