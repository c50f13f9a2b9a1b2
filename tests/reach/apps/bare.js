// An application that imports the library for nothing.

import 'eventsource-wasm'

document.title = 'unused'
