/** An event as the server sends it. */
export interface FakeEvent {
  /** The event's type; `message` if it is absent. */
  event?: string | undefined
  /** Each line of it becomes a `data` field. Without it the client dispatches nothing, but takes `id` and `retry`. */
  data?: string | undefined
  /** The last event ID from this event on. */
  id?: string | undefined
  /** The reconnection time in milliseconds from this event on. */
  retry?: number | undefined
}

export interface FakeResponseInit {
  /** 200 by default. A response with another status is complete. */
  status?: number | undefined
  /** `Content-Type: text/event-stream` is added to a response that stays open. */
  headers?: ConstructorParameters<typeof Headers>[0] | undefined
  /** The whole body, of a response that is complete. */
  body?: string | undefined
}

/**
 * One request, and the server's side of its connection. The methods throw where they are called if the connection does not
 * allow them: a second `respond()`, or `send()` after `end()`. Once the client has closed the connection, they do nothing.
 */
export interface FakeConnection {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  /** The request's body as text; empty if there is none. */
  readonly body: string
  /**
   * Fulfilled when the connection is over: with `client` if the client closed it, and with `server` after `end()`, `break()`
   * or a complete response.
   */
  readonly closed: Promise<'client' | 'server'>

  /** Responds, with status 200 and an event stream that stays open unless `init` says otherwise. */
  respond(init?: FakeResponseInit): this
  /** Sends an event; text is its data. Responds first if nothing has. */
  send(event: string | FakeEvent): this
  /** Sends a comment, as servers do to keep a connection alive. Responds first if nothing has. */
  comment(text?: string): this
  /** Ends the response. Responds first if nothing has. */
  end(): void
  /** Breaks the connection: a network error, before the response or once the client has read what was sent. */
  break(): void
}

export interface FakeServer {
  /** For the option `fetch`, or in place of the global one. */
  readonly fetch: typeof globalThis.fetch
  /** All connections so far, in their order. */
  readonly connections: readonly FakeConnection[]
  /** The next connection that no earlier call has returned, once the client makes it. */
  nextConnection(): Promise<FakeConnection>
}

/**
 * A server for tests, without a network: a `fetch` whose responses the test controls. It has no timers, so that a test can
 * replace the clock.
 */
export function fakeServer(): FakeServer
