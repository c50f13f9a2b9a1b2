// The globals that the package needs beside the language, from other packages; setTimeout is in native.js.

import './before.js'
import 'event-target-polyfill'
import 'fast-text-encoding'
import { URL } from 'whatwg-url-minimum'

globalThis.URL = URL
globalThis.performance = { now: () => Date.now() }
delete globalThis.atob
delete globalThis.global
