// Exposes the main entry of the package as `library`.

import * as library from '/dist/index.js'

globalThis.library = library
