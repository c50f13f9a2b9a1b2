/// <reference lib="dom" />

/** What the functions among the options are told about the attempt that they are asked for. */
export interface Attempt {
  /** The URL that will be fetched. */
  url: string
  /** 1 for the first attempt, one more for each that follows. */
  attempt: number
  /** The ID that will be sent as `Last-Event-ID`; empty if there is none. */
  lastEventId: string
}

/** How long to wait before an attempt, and how often to try. */
export interface Backoff {
  /** The reconnection time in milliseconds until the server sends `retry`: the floor of every wait. 3000 by default. */
  initial?: number | undefined
  /** What each further attempt in a row that fails multiplies the wait by, at least 1. 2 by default. */
  factor?: number | undefined
  /** The longest wait in milliseconds, unless the reconnection time itself is longer. 30000 by default. */
  max?: number | undefined
  /** The share, from 0 to 1, of what is added to the reconnection time that is random. 1 by default. */
  jitter?: number | undefined
  /** How many attempts in a row are made after a lost connection or a failed attempt. `Infinity` by default. */
  retries?: number | undefined
}

type Nullable<Value> = Value | null | undefined

export interface FetchEventSourceInit {
  /** As in the DOM's `EventSourceInit`: send cookies and the like to other origins. Off by default. */
  withCredentials?: boolean | undefined
  /** Headers of every request, or a function that is asked for them before every attempt. */
  headers?:
    | HeadersInit
    | ((attempt: Attempt) => Nullable<HeadersInit> | Promise<Nullable<HeadersInit>>)
    | null
    | undefined
  /** As in `fetch`. */
  method?: string | undefined
  /** As in `fetch`, sent again with every attempt. A body that can be read only once comes from a function. */
  body?:
    | Exclude<BodyInit, ReadableStream>
    | ((attempt: Attempt) => Nullable<BodyInit> | Promise<Nullable<BodyInit>>)
    | null
    | undefined
  /** The function to fetch with; the global `fetch` by default. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
  /** Aborting it closes the event source. */
  signal?: AbortSignal | null | undefined
  /** The ID to start from. Empty by default. */
  lastEventId?: string | undefined
  /** Sends the last event ID as this parameter of the URL's query instead of in a header. */
  lastEventIdParam?: string | undefined
  backoff?: Backoff | undefined
  /**
   * Which answers that are no event stream are tried again instead of failing the connection: their statuses, from 200 to
   * 599, or a function that says so. `Retry-After` is waited for, up to an hour. None by default, as the standard says.
   */
  retryOn?: readonly number[] | ((response: Response) => boolean) | undefined
  /** A connection or request on which no byte arrives for so many milliseconds, at least 1, is lost. Off by default. */
  idleTimeout?: number | undefined
  /** No connection while the page is hidden. Off by default. */
  pauseWhenHidden?: boolean | undefined
  /** The largest event in bytes; an unfinished one that grows beyond it fails the connection. 256 MiB by default. */
  maxEventSize?: number | undefined
}

/** Why a connection was lost or could not be made. */
export type ErrorReason =
  /** The server did not answer with status 200. */
  | 'status'
  /** The answer is not `text/event-stream`. */
  | 'content-type'
  /** There was no answer, or its body broke off. */
  | 'network'
  /** The server does not allow this page to read its answer, or the URL's scheme cannot be fetched. */
  | 'refused'
  /** The server ended its answer. */
  | 'end'
  /** An event is larger than `maxEventSize`. */
  | 'event-too-large'
  /** An option that is asked before every attempt threw or gave something unusable. */
  | 'options'
  /** No byte arrived for `idleTimeout`. */
  | 'idle'
  /** The page called `stop()`. */
  | 'stopped'
  /** The last attempt that `backoff.retries` allows has failed. */
  | 'retries'
  /** The WebAssembly module could not be loaded or compiled. */
  | 'load'
  /** The core failed, as without memory for an event; `cause` is what the engine says of it. */
  | 'internal'

/** An `error` event of ours. It is a plain `Event` with these properties; a native event source's has none of them. */
export interface EventSourceErrorEvent extends Event {
  readonly reason: ErrorReason
  /** What went wrong and what happens next, in words. */
  readonly message: string
  /** The status of the response that is at fault; undefined if there was none or it is not. */
  readonly status: number | undefined
  /** What was thrown, where something was. */
  readonly cause: unknown
  /** Whether another attempt will be made; otherwise the event source is CLOSED. */
  readonly willReconnect: boolean
  /** Milliseconds until then. */
  readonly delay: number | undefined
}

type Strings<Events> = { [Type in keyof Events]: string }

/** What listeners get: `Events` is a map from the type of a stream's event to its data. */
export type FetchEventSourceEventMap<Events extends Strings<Events> = {}> = {
  open: Event
  message: MessageEvent<Events extends { message: infer Data } ? Data : string>
  error: Event & Partial<EventSourceErrorEvent>
} & { [Type in Exclude<keyof Events, 'open' | 'message' | 'error'>]: MessageEvent<Events[Type]> }

// As the DOM's own types have it, whose EventSource this can stand for.
type Handler<E extends Event> = ((this: any, event: E) => any) | null

/**
 * The EventSource of the HTML Standard over `fetch`: never the native one.
 *
 * `FetchEventSource<{ price: string, side: 'buy' | 'sell' }>` says which types of events the stream has beside `message`, and
 * which strings are their data.
 */
export class FetchEventSource<Events extends Strings<Events> = {}> extends EventTarget {
  /**
   * @throws {SyntaxError} a `DOMException`: the URL cannot be parsed
   * @throws {TypeError} an option is wrong; the message names it
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
  /** The last event ID. */
  readonly lastEventId: string
  /** The reconnection time in milliseconds: `backoff.initial`, or what the server sent last. */
  readonly reconnectionTime: number
  onopen: Handler<Event>
  onmessage: Handler<FetchEventSourceEventMap<Events>['message']>
  onerror: Handler<FetchEventSourceEventMap<Events>['error']>
  /** Closes the connection for good. Nothing is delivered afterwards. */
  close(): void
  /** Drops whatever has arrived and was not dispatched. */
  reset(): void
  /**
   * An event source of this stream of bytes, as proposed for the HTML Standard. It never reconnects: the end of the stream
   * is one `error`, and then it is CLOSED.
   *
   * @throws {TypeError} the stream is locked, or is none
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

/** The native EventSource where one exists and understands every option given (`withCredentials`), ours otherwise. */
export class EventSource<Events extends Strings<Events> = {}> extends FetchEventSource<Events> {}

/** An event of a stream, as a plain object. */
export interface EventSourceMessage {
  /** `message` if the server named no other. */
  type: string
  data: string
  lastEventId: string
  origin: string
}

/** What a loop over {@link events} throws: a failure that no attempt follows. */
export interface EventSourceError extends Error, Omit<EventSourceErrorEvent, keyof Event> {
  readonly message: string
  readonly cause: unknown
}

/**
 * The events of a stream, over the same connection and with the same options as an event source, and no faster than they
 * are taken. Leaving the loop closes the connection. Lost connections are made again; a failure that no attempt follows is
 * thrown as an {@link EventSourceError}.
 *
 * @throws {SyntaxError} a `DOMException`: the URL cannot be parsed
 * @throws {TypeError} an option is wrong; the message names it
 */
export function events(
  url: string | URL,
  init?: FetchEventSourceInit,
): AsyncIterableIterator<EventSourceMessage>

/**
 * Starts to load the WebAssembly before the first event source needs it, or supplies it from somewhere else.
 *
 * Only the first call counts, unless its loading fails; then the promise is rejected, and the next call or event source
 * tries again.
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
