// Replaces module.js and share.js in the file for React Native, whose engines have neither WebAssembly nor Web Locks.

import { instantiate } from './fallback.js'

/** The core as JavaScript. */
export const source = () => ({ instantiate })

/** Connects without sharing. */
export const connect = (core, delegate, context) => core.connect(delegate, context)
