// The core as JavaScript, for engines without WebAssembly and pages whose policy forbids it. No other page loads it.

export { instantiate } from '../pkg/wasm2js.js'
