// An application that has the library in a file of its own and does not use it.

import { title } from './helpers.js'

document.title = title
