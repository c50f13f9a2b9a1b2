/// <reference lib="dom" />

/** Describes an attempt to the functions that are called before it. */
export interface Attempt {
  /** The URL of the request, without any `lastEventIdParam`. */
  url: string
  /** The number of the attempt, starting at 1. */
  attempt: number
  /** The last event ID, which the request will contain; empty if there is none. */
  lastEventId: string
}

/** How long to wait before an attempt, and how many attempts to make. */
export interface Backoff {
  /** The reconnection time in milliseconds, until the server sends `retry`. It is the minimum delay. Default: 3000. */
  initial?: number | undefined
  /** The wait is multiplied by this after each consecutive failure. At least 1. Default: 2. */
  factor?: number | undefined
  /** The longest wait in milliseconds, unless the reconnection time or `Retry-After` is longer. Default: 30000. */
  max?: number | undefined
  /** How much of the wait beyond the reconnection time is random, from 0 (nothing) to 1 (all of it). Default: 1. */
  jitter?: number | undefined
  /** How many consecutive attempts may follow a lost or failed connection. Default: `Infinity`. */
  retries?: number | undefined
}

type Nullable<Value> = Value | null | undefined

export interface FetchEventSourceInit {
  /** As in the DOM's `EventSourceInit`: whether to send credentials, such as cookies, to other origins. Default: false. */
  withCredentials?: boolean | undefined
  /** Headers of every request, or a function that is called before every attempt and returns them. */
  headers?:
    | HeadersInit
    | ((attempt: Attempt) => Nullable<HeadersInit> | Promise<Nullable<HeadersInit>>)
    | null
    | undefined
  /** The method of every request, as in `fetch`. Default: `GET`. */
  method?: string | undefined
  /** The body of every request, as in `fetch`. A body that can be read only once has to come from a function. */
  body?:
    | Exclude<BodyInit, ReadableStream>
    | ((attempt: Attempt) => Nullable<BodyInit> | Promise<Nullable<BodyInit>>)
    | null
    | undefined
  /** The function that sends requests. Default: the global `fetch`. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
  /** Aborting it calls `close()`. */
  signal?: AbortSignal | null | undefined
  /** The last event ID to start from. Default: empty. */
  lastEventId?: string | undefined
  /** Sends the last event ID as this parameter of the URL's query, instead of in a header. Default: off. */
  lastEventIdParam?: string | undefined
  backoff?: Backoff | undefined
  /**
   * Responses after which to try again instead of closing: a list of statuses, from 200 to 599, or a function that is
   * called with each response that is not an event stream. The wait respects `Retry-After`, up to an hour.
   * Default: none, as the standard requires.
   */
  retryOn?: readonly number[] | ((response: Response) => boolean) | undefined
  /** A connection or request on which no byte arrives for this many milliseconds is lost. At least 1. Default: off. */
  idleTimeout?: number | undefined
  /** Whether to close the connection while the page is hidden. Default: false. */
  pauseWhenHidden?: boolean | undefined
  /** The largest event, in bytes of UTF-8. An event that grows beyond it fails the connection. Default: 256 MiB. */
  maxEventSize?: number | undefined
}

/** Why a connection was lost or could not be made. */
export type ErrorReason =
  /** The response's status is not 200. */
  | 'status'
  /** The response's `Content-Type` is not `text/event-stream`. */
  | 'content-type'
  /** The server could not be reached, or the connection broke. */
  | 'network'
  /** The server does not allow this page to read its response (CORS), the page's policy forbids the request (CSP), or
   * `fetch` does not support the URL's scheme. */
  | 'refused'
  /** The server ended the response. */
  | 'end'
  /** An event is larger than `maxEventSize`. */
  | 'event-too-large'
  /** The `headers`, `body` or `retryOn` function threw, or returned something that cannot be used. */
  | 'options'
  /** Nothing arrived for `idleTimeout`. */
  | 'idle'
  /** The page called `window.stop()`. Only with the polyfill. */
  | 'stopped'
  /** `backoff.retries` allows no further attempt. */
  | 'retries'
  /** The WebAssembly module could not be loaded or compiled. */
  | 'load'
  /** The core failed, for example for lack of memory; `cause` is the engine's exception. */
  | 'internal'

/** An `error` event of a `FetchEventSource`: a plain `Event` with these properties, which native `error` events lack. */
export interface EventSourceErrorEvent extends Event {
  readonly reason: ErrorReason
  /** What happened and what happens next, for people. */
  readonly message: string
  /** The status of the response that was refused; otherwise undefined. */
  readonly status: number | undefined
  /** What was thrown; otherwise undefined. */
  readonly cause: unknown
  /** Whether another attempt follows; if not, the event source is CLOSED. */
  readonly willReconnect: boolean
  /** Milliseconds until that attempt; undefined if there is none. */
  readonly delay: number | undefined
}

type Strings<Events> = { [Type in keyof Events]: string }

/** The events that listeners receive. `Events` maps the type of an event to the type of its data. */
export type FetchEventSourceEventMap<Events extends Strings<Events> = {}> = {
  open: Event
  message: MessageEvent<Events extends { message: infer Data } ? Data : string>
  error: Event & Partial<EventSourceErrorEvent>
} & { [Type in Exclude<keyof Events, 'open' | 'message' | 'error'>]: MessageEvent<Events[Type]> }

// Like the DOM's own types, so that this can replace the DOM's EventSource.
type Handler<E extends Event> = ((this: any, event: E) => any) | null

/**
 * The EventSource of the HTML Standard over `fetch`. It is never the native object.
 *
 * `FetchEventSource<{ price: string, side: 'buy' | 'sell' }>` declares which types of events the stream has beside `message`,
 * and the type of their data.
 */
export class FetchEventSource<Events extends Strings<Events> = {}> extends EventTarget {
  /**
   * @throws {SyntaxError} a `DOMException`: the URL cannot be parsed
   * @throws {TypeError} an option has a wrong value; the message names it
   */
  constructor(url: string | URL, init?: FetchEventSourceInit)
  static readonly CONNECTING: 0
  static readonly OPEN: 1
  static readonly CLOSED: 2
  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSED: 2
  readonly url: string
  readonly withCredentials: boolean
  readonly readyState: 0 | 1 | 2
  /** The last event ID, which the next attempt sends. */
  readonly lastEventId: string
  /** The reconnection time in milliseconds: `backoff.initial`, or what the server last sent as `retry`. */
  readonly reconnectionTime: number
  onopen: Handler<Event>
  onmessage: Handler<FetchEventSourceEventMap<Events>['message']>
  onerror: Handler<FetchEventSourceEventMap<Events>['error']>
  /** Closes the connection for good. No event is dispatched afterwards. */
  close(): void
  /** Discards what has arrived and has not been dispatched. It does not reconnect. */
  reset(): void
  /**
   * Creates an event source that reads this stream of bytes, as proposed for the HTML Standard. It never reconnects: at the
   * end of the stream, one `error` is dispatched and the event source is CLOSED.
   *
   * @throws {TypeError} the argument is not a stream, or is locked
   */
  static fromReadableStream(stream: ReadableStream<Uint8Array>): FetchEventSource
  addEventListener<K extends keyof FetchEventSourceEventMap<Events>>(
    type: K,
    listener: (this: this, event: FetchEventSourceEventMap<Events>[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(
    type: string,
    listener: (this: this, event: MessageEvent<string>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void
  removeEventListener<K extends keyof FetchEventSourceEventMap<Events>>(
    type: K,
    listener: (this: this, event: FetchEventSourceEventMap<Events>[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void
  removeEventListener(
    type: string,
    listener: (this: this, event: MessageEvent<string>) => unknown,
    options?: boolean | EventListenerOptions,
  ): void
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void
}

/**
 * The native EventSource where one exists and supports every option given (that is, `withCredentials`); otherwise
 * `FetchEventSource`.
 */
export class EventSource<Events extends Strings<Events> = {}> extends FetchEventSource<Events> {}

/** An event of a stream as a plain object. */
export interface EventSourceMessage {
  /** The event's name; `message` if the server sent none. */
  type: string
  data: string
  lastEventId: string
  origin: string
}

/** The error that a loop over {@link events} throws: a failure that no attempt follows. */
export interface EventSourceError extends Error, Omit<EventSourceErrorEvent, keyof Event> {
  readonly message: string
  readonly cause: unknown
}

/**
 * The events of a stream as an async iterable, with the same connection and options as an event source, and with
 * backpressure: the body is read no faster than the loop runs. Leaving the loop closes the connection. A lost connection is
 * reestablished; a failure that no attempt follows is thrown as an {@link EventSourceError}.
 *
 * @throws {SyntaxError} a `DOMException`: the URL cannot be parsed
 * @throws {TypeError} an option has a wrong value; the message names it
 */
export function events(
  url: string | URL,
  init?: FetchEventSourceInit,
): AsyncIterableIterator<EventSourceMessage>

/**
 * Starts loading the WebAssembly before the first event source needs it. `source` supplies it from elsewhere.
 *
 * Only the first call has an effect, unless loading fails. Then the promise rejects, and the next call or event source tries
 * again.
 */
export function load(
  source?:
    | string
    | URL
    | Response
    | BufferSource
    | WebAssembly.Module
    | { instantiate(imports: object): object }
    | Promise<Response | BufferSource | WebAssembly.Module>,
): Promise<void>
