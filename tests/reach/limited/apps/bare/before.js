// What the polyfills need, and the package does not; needs.js deletes it again.

import { decode } from 'base-64'

globalThis.atob = decode
globalThis.global = globalThis
