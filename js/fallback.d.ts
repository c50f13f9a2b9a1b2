/** The core as JavaScript, for `load` where WebAssembly is not allowed and nothing can be imported later. */
export function instantiate(imports: object): object
