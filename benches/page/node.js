// The parsing jobs in Node.

/* global process */

import { parse } from './parse.js'
import { work } from './work.js'

const [address] = process.argv.slice(2)
for (;;) await work({ parse }, address)
