// In the place of module.js in the file for React Native, whose engines have no WebAssembly: the core as JavaScript.

import { instantiate } from './fallback.js'

export const bytes = () => ({ instantiate })
