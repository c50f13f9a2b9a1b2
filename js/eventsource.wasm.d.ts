declare const module: typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer Type } }
}
  ? Type
  : object
export default module
