// The same where `import()` is refused.

import * as library from '/dist/inline.js'

globalThis.library = library
