// What the constructors and `events()` take.

import type { EventSourceErrorEvent, EventSourceOpenEvent, Failure, RetryDetails } from './index.js'
import type {
  Awaitable,
  BodyLike,
  FetchParameter,
  HeadersLike,
  Nullable,
  PlatformSignal,
  PlatformStream,
  PlatformURL,
} from './platform.js'

/** Describes an attempt to the functions that are called before it. */
export interface Attempt {
  /** The URL of the request, without any `lastEventIdParam`. */
  url: string
  /** The number of the attempt, starting at 1. */
  attempt: number
  /** The last event ID, which the request will contain; empty if there is none. */
  lastEventId: string
  /** The failure that this attempt follows; undefined if there was none. */
  failure: Failure | undefined
}

/** How long to wait before an attempt, and how many attempts to make. */
export interface Backoff {
  /** The reconnection time in milliseconds, until the server sends `retry`. No wait is shorter. Default: 3000. */
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

/** What a `fetch` function is called with. `headers` has own enumerable properties, which a program may spread. */
export interface FetchInit {
  method?: any
  headers: Record<string, string>
  body?: any
  credentials?: any
  cache?: any
  signal?: any
  [member: string]: any
}

/** What the library needs of a response. */
export interface ResponseLike {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  /** A stream of bytes. */
  readonly body?: any
}

// Functions whose second parameter has another type can be called as well: those of undici, of node-fetch, of eventsource.
type FetchFunction = {
  fetch(url: string, init: FetchInit): Promise<ResponseLike>
}['fetch']

/** Members of `RequestInit`, and a URL, for the request of an attempt. */
export type RequestMembers = Omit<FetchParameter, 'headers' | 'window'> & {
  window?: null | undefined
  /** The URL of this attempt. Default: that of the event source, or where it was redirected to. */
  url?: string | PlatformURL | undefined
  headers?: Nullable<HeadersLike>
}

/** `true`: try again; a number: try again after as many milliseconds; `false`: close; undefined: as without this option. */
export type RetryDecision = boolean | number | undefined | void

export interface FetchEventSourceInit {
  /** As in the DOM's `EventSourceInit`: whether to send credentials, such as cookies, to other origins. Default: false. */
  withCredentials?: boolean | undefined
  /** Headers of every request, or a function that is called before every attempt and returns them. */
  headers?:
    HeadersLike | ((attempt: Attempt) => Awaitable<Nullable<HeadersLike>>) | null | undefined
  /** The method of every request, as in `fetch`. Default: `GET`. */
  method?: string | undefined
  /** The body of every request, as in `fetch`. A body that can be read only once has to come from a function. */
  body?:
    | Exclude<BodyLike, PlatformStream>
    | ((attempt: Attempt) => Awaitable<Nullable<BodyLike>>)
    | null
    | undefined
  /**
   * What else `fetch` is called with: any member of `RequestInit`, and `url`; or a function that is called before every attempt
   * and returns them. Where it has what another option has too, it wins. A `signal` aborts one attempt.
   */
  request?: RequestMembers | ((attempt: Attempt) => Awaitable<Nullable<RequestMembers>>) | undefined
  /** The function that sends requests. Default: the global `fetch`. */
  fetch?: FetchFunction | undefined
  /** Aborting it calls `close()`. */
  signal?: PlatformSignal | null | undefined
  /** The last event ID to start from. Default: empty. */
  lastEventId?: string | undefined
  /** Sends the last event ID as this parameter of the URL's query, instead of in a header. Default: off. */
  lastEventIdParam?: string | undefined
  backoff?: Backoff | undefined
  /**
   * Statuses, from 200 to 599, of responses after which to try again instead of closing; or a function that is called with each
   * failure and decides. The usual wait respects `Retry-After`, up to an hour. Default: none, as the standard requires.
   */
  retryOn?: readonly number[] | ((failure: RetryDetails) => Awaitable<RetryDecision>) | undefined
  /** Whether to connect again after the server has ended the response. Default: true for GET, HEAD and QUERY. */
  reconnectOnEnd?: boolean | undefined
  /** All pages and workers of the origin that use this name for the same URL share one connection. Default: off. */
  share?: string | undefined
  /** A connection or request on which no byte arrives for this many milliseconds is lost. At least 1. Default: off. */
  idleTimeout?: number | undefined
  /** Whether to close the connection while the page is hidden. Default: false. */
  pauseWhenHidden?: boolean | undefined
  /** The largest event, in bytes of UTF-8. A larger one fails the connection. Default: 256 MiB. */
  maxEventSize?: number | undefined
}

/** Options of {@link events}, which has no event target. */
export interface EventsInit extends Omit<FetchEventSourceInit, 'share'> {
  /** Called when the connection is open, as a listener of an event source would be. */
  onopen?: ((event: EventSourceOpenEvent) => unknown) | undefined
  /** Called with each failure, as a listener of an event source would be. */
  onerror?: ((event: EventSourceErrorEvent) => unknown) | undefined
}

// Nothing else is exported.
export {}
