// Exposes the library as scripts/library.js does, with the polyfill installed.

import '/dist/polyfill.js'
import './library.js'
