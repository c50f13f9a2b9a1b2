// Exposes the inline entry as `library`, for service workers, which cannot use `import()`.

import * as library from '/dist/inline.js'

globalThis.library = library
