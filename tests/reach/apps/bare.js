// An application that imports the library and does not use it.

import 'eventsource-wasm'

document.title = 'unused'
