// The extension expects htmx in the global scope.

import htmx from 'htmx.org'

globalThis.htmx = htmx
