/* global document */

// Starts the Rust application in examples/dioxus.

import init from '/example/dioxus.js'

document.body.append(Object.assign(document.createElement('div'), { id: 'main' }))
init()
