// The platform's own types where the program has them (the DOM's, a worker's, Node's): importing this file adds none.

export type Instance<Name extends string, Otherwise> =
  typeof globalThis extends Record<Name, { prototype: infer Type }> ? Type : Otherwise
export type FetchParameter = typeof globalThis extends {
  fetch(input: any, init?: infer Init): any
}
  ? NonNullable<Init>
  : { method?: string; headers?: any; body?: any; signal?: any }

export type PlatformEvent = Instance<'Event', { readonly type: string }>
export type PlatformMessageEvent = Instance<
  'MessageEvent',
  PlatformEvent & { readonly origin: string; readonly lastEventId: string }
>
export type PlatformResponse = Instance<
  'Response',
  { readonly status: number; readonly headers: any; readonly body: any; text(): Promise<string> }
>
export type PlatformStream = Instance<'ReadableStream', { getReader(): any }>
export type PlatformSignal = Instance<'AbortSignal', { readonly aborted: boolean }>
export type PlatformURL = Instance<'URL', { toString(): string }>
export type PlatformHeaders = Instance<'Headers', never>
export type PlatformModule = typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer Type } }
}
  ? Type
  : object

export type HeadersLike =
  | PlatformHeaders
  | Record<string, string | undefined>
  | readonly (readonly [string, string])[]
  | string[][]
export type BodyLike = FetchParameter extends { body?: infer Body } ? NonNullable<Body> : any
export type Nullable<Value> = Value | null | undefined
export type Awaitable<Value> = Value | Promise<Value>
