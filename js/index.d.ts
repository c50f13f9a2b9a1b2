// Why a connection failed, the objects and their events. The build publishes this file, options.d.ts and platform.d.ts as one.

import type { EventsInit, FetchEventSourceInit } from './options.js'
import type {
  PlatformEvent,
  PlatformMessageEvent,
  PlatformModule,
  PlatformResponse,
  PlatformStream,
  PlatformURL,
} from './platform.js'

export type * from './options.js'

declare global {
  interface SymbolConstructor {
    // As in `lib.esnext.disposable.d.ts`, which older versions of TypeScript lack.
    readonly dispose: unique symbol
  }
}

/** Why a connection was lost or could not be made. */
export type ErrorReason =
  /** The response's status is not 200. */
  | 'status'
  /** The response's `Content-Type` is not `text/event-stream`. */
  | 'content-type'
  /** The server could not be reached, or the connection broke. */
  | 'network'
  /**
   * The server does not allow this page to read its response (CORS), the page's policy forbids the request (CSP), or
   * `fetch` does not support the URL's scheme.
   */
  | 'refused'
  /** The server ended the response. */
  | 'end'
  /** An event is larger than `maxEventSize`. */
  | 'event-too-large'
  /** A function among the options threw, or the options cannot be used for a request. */
  | 'options'
  /** The response cannot be read as a stream: this `fetch` does not stream, or did not return a `Response`. */
  | 'unsupported'
  /** Nothing arrived for `idleTimeout`. */
  | 'idle'
  /** The page called `window.stop()`. Only with the polyfill. */
  | 'stopped'
  /** The WebAssembly module could not be loaded or compiled. */
  | 'load'
  /** The core failed, for example for lack of memory; `cause` is the engine's exception. */
  | 'internal'

/** The part of a failure that depends on its reason. */
type Rejection =
  | {
      readonly reason: 'status' | 'content-type'
      /** The status of the rejected response, 0 for a redirect that was not followed; otherwise undefined. */
      readonly status: number
      /** The same, under the name that users of `eventsource` know. */
      readonly code: number
      /** What was thrown; otherwise undefined. */
      readonly cause: undefined
    }
  | {
      readonly reason: Exclude<ErrorReason, 'status' | 'content-type'>
      readonly status: undefined
      readonly code: undefined
      readonly cause: unknown
    }

/** What is known of a failure. */
export type Failure = Rejection & {
  /** What happened and what happens next, for people. */
  readonly message: string
  /** The number of the attempt, starting at 1. */
  readonly attempt: number
} & (
    | {
        /** Whether another attempt follows; if not, the event source is CLOSED. */
        readonly willReconnect: true
        /** Milliseconds until that attempt; undefined if there is none. */
        readonly delay: number
      }
    | { readonly willReconnect: false; readonly delay: undefined }
  )

type WithResponse = {
  /** The rejected response. Its body is canceled unless a listener starts to read it. */
  readonly response: PlatformResponse | undefined
}

/** What a `retryOn` function is called with. */
export type RetryDetails = Rejection & WithResponse & { readonly attempt: number }

/** An `open` event of a `FetchEventSource`. */
export type EventSourceOpenEvent = PlatformEvent & {
  /** The response, whose body is in use; undefined for a stream that the page supplied. */
  readonly response: PlatformResponse | undefined
}

/** An `error` event of a `FetchEventSource`: a plain `Event` with these properties, which native `error` events lack. */
export type EventSourceErrorEvent = PlatformEvent & Failure & WithResponse

type Details = Failure & WithResponse
/** An `error` event; or, if the server sends `event: error`, a message of that type, which has none of the properties. */
type ErrorOrMessageEvent =
  | (PlatformEvent & Partial<Details> & { readonly data?: undefined })
  | (Message<string> & { readonly [Property in keyof Details]?: undefined })

type Message<Data> = Omit<PlatformMessageEvent, 'data'> & { readonly data: Data } & PlatformEvent

type Strings<Events> = { [Type in keyof Events]: string }

/** The events that listeners receive. `Events` maps the type of an event to the type of its data. */
export type FetchEventSourceEventMap<Events extends Strings<Events> = {}> = {
  open: PlatformEvent & Partial<EventSourceOpenEvent>
  message: Message<Events extends { message: infer Data } ? Data : string>
  error: ErrorOrMessageEvent
} & { [Type in Exclude<keyof Events, 'open' | 'message' | 'error'>]: Message<Events[Type]> }

// Like the DOM's own types, so that these can replace the DOM's EventSource.
type Handler<Type> = ((this: any, event: Type) => any) | null
type Listener<This, Type> =
  ((this: This, event: Type) => unknown) | { handleEvent(event: Type): unknown }
type ListenerOptions =
  boolean | { capture?: boolean; once?: boolean; passive?: boolean; signal?: any }

/** What native event sources and a `FetchEventSource` have in common. */
declare class CommonEventSource<Events extends Strings<Events> = {}> {
  static readonly CONNECTING: 0
  static readonly OPEN: 1
  static readonly CLOSED: 2
  /**
   * Creates an event source from this stream of bytes, as proposed for the HTML Standard. It never reconnects: at the end of
   * the stream one `error` event fires, and it is CLOSED.
   *
   * @throws {TypeError} the stream is locked, or the argument is no stream
   */
  static fromReadableStream(stream: PlatformStream): FetchEventSource
  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSED: 2
  /** The URL that was given, resolved against the base URL of the document or worker. */
  readonly url: string
  /** Whether credentials are sent to other origins. */
  readonly withCredentials: boolean
  /** `CONNECTING` (0), also while it waits for the next attempt; `OPEN` (1); or `CLOSED` (2), after which no attempt follows. */
  readonly readyState: 0 | 1 | 2
  /** Called each time that a connection is open. */
  onopen: Handler<any>
  /** Called with each event of the type `message`. Other types need `addEventListener`. */
  onmessage: Handler<FetchEventSourceEventMap<Events>['message']>
  /** Called with each failure, and with each event that the server sends as `event: error`. */
  onerror: Handler<any>
  /** Closes the connection. No event is dispatched after that. */
  close(): void
  addEventListener<Type extends keyof FetchEventSourceEventMap<Events>>(
    type: Type,
    listener: Listener<this, FetchEventSourceEventMap<Events>[Type]> | null,
    options?: ListenerOptions,
  ): void
  addEventListener(
    type: string,
    listener: Listener<this, any> | null,
    options?: ListenerOptions,
  ): void
  removeEventListener(
    type: string,
    listener: Listener<any, any> | null,
    options?: ListenerOptions,
  ): void
  dispatchEvent(event: PlatformEvent): boolean
}

/**
 * The EventSource of the HTML Standard over `fetch`. It is never the native object.
 *
 * `FetchEventSource<{ price: string, side: 'buy' | 'sell' }>` declares which types of events the stream has beside `message`,
 * and the type of their data.
 */
export class FetchEventSource<
  Events extends Strings<Events> = {},
> extends CommonEventSource<Events> {
  /**
   * @throws {SyntaxError} a `DOMException`: the URL cannot be parsed
   * @throws {TypeError} an option has a wrong value; the message names it
   */
  constructor(url: string | PlatformURL, init?: FetchEventSourceInit)
  onopen: Handler<PlatformEvent & Partial<EventSourceOpenEvent>>
  onerror: Handler<FetchEventSourceEventMap<Events>['error']>
  /** The last event ID, which the next request will contain. */
  readonly lastEventId: string
  /** The reconnection time in milliseconds: `backoff.initial`, or what the server last sent as `retry`. */
  readonly reconnectionTime: number
  /** Discards what has arrived and was not dispatched. It does not reconnect. */
  reset(): void
  /** Drops the connection or the wait, and connects at once from the last event ID. Does nothing if CLOSED. */
  reconnect(): void
  /** Calls `close()`, where the engine has `Symbol.dispose`. */
  [Symbol.dispose](): void
}

/**
 * The native EventSource if one exists and supports all options given; otherwise a `FetchEventSource`. What the native
 * object lacks is optional here.
 */
export class EventSource<Events extends Strings<Events> = {}> extends CommonEventSource<Events> {
  /**
   * @throws {SyntaxError} a `DOMException`: the URL cannot be parsed
   * @throws {TypeError} an option has a wrong value; the message names it
   */
  constructor(url: string | PlatformURL, init?: FetchEventSourceInit)
  onopen: Handler<PlatformEvent & Partial<EventSourceOpenEvent>>
  onerror: Handler<FetchEventSourceEventMap<Events>['error']>
  /** See {@link FetchEventSource.lastEventId}; undefined if the object is the native one. */
  readonly lastEventId?: string
  /** See {@link FetchEventSource.reconnectionTime}; undefined if the object is the native one. */
  readonly reconnectionTime?: number
  /** See {@link FetchEventSource.reset}; undefined if the object is the native one. */
  reset?(): void
  /** See {@link FetchEventSource.reconnect}; undefined if the object is the native one. */
  reconnect?(): void
}
export default EventSource

/** An event of {@link events}, as a plain object. */
export interface EventSourceMessage {
  /** The type of the event: `message` unless the server sent another one. */
  type: string
  data: string
  lastEventId: string
  origin: string
}

/** What a loop over {@link events} throws: a failure that no attempt follows, with the properties of an `error` event. */
export class EventSourceError extends Error {
  constructor(details: Failure & Partial<WithResponse>)
  readonly name: 'EventSourceError'
  readonly reason: ErrorReason
  readonly status: number | undefined
  readonly code: number | undefined
  readonly cause: unknown
  readonly attempt: number
  readonly willReconnect: false
  readonly delay: undefined
  readonly response: PlatformResponse | undefined
}

/**
 * Returns the events of a stream, over the same connection and with the same options as an event source, with back pressure.
 * Leaving the loop closes the connection. A lost connection is made again; the loop ends when a clean end of the response is
 * final, and throws an {@link EventSourceError} for any other failure that no attempt follows. If `signal` is aborted, the loop
 * ends; if it is aborted by a timeout, or with a reason of your own, that reason is thrown.
 *
 * @throws {SyntaxError} a `DOMException`: the URL cannot be parsed
 * @throws {TypeError} an option has a wrong value; the message names it
 */
export function events(
  url: string | PlatformURL,
  init?: EventsInit,
): AsyncIterableIterator<EventSourceMessage>

/**
 * Parses the body of a response, or a stream of bytes, with back pressure. It ends with the stream. In Node, either may be a
 * `Readable`.
 *
 * @throws {TypeError} the body was read, is locked, or is missing; an option has a wrong value
 */
export function events(
  source:
    | PlatformResponse
    | PlatformStream
    | AsyncIterable<Uint8Array>
    | { readonly body: AsyncIterable<any> | null },
  init?: Pick<EventsInit, 'signal' | 'maxEventSize' | 'lastEventId' | 'onopen' | 'onerror'>,
): AsyncIterableIterator<EventSourceMessage>

/**
 * Starts to load the core before the first event source needs it, or supplies it.
 *
 * Only the first call counts, unless its loading fails; then the promise is rejected, and the next call or event source
 * tries again.
 */
export function load(
  source?:
    | string
    | PlatformURL
    | PlatformResponse
    | ArrayBuffer
    | ArrayBufferView
    | PlatformModule
    | { instantiate(imports: object): object }
    | Promise<
        | PlatformResponse
        | ArrayBuffer
        | ArrayBufferView
        | PlatformModule
        | { instantiate(imports: object): object }
      >,
): Promise<void>
