// The library as scripts/library.js gives it, with EventSource on the global object.

import '/dist/polyfill.js'
import './library.js'
