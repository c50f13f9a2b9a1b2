// Runs the parsing jobs in Node.

import { parse } from './parse.js'
import { work } from './work.js'

const address = process.argv[2].replace(/\/$/, '')
for (;;) await work({ parse }, address)
