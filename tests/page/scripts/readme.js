// Starts the README's sample in Rust.

import init from '/example/readme.js'

init()
