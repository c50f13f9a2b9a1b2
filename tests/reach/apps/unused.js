// An application with a file that imports the library, and whose functions it does not call.

import { title } from './helpers.js'

document.title = title
