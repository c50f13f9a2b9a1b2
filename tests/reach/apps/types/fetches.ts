// Functions of other libraries as the `fetch` option, and this library where others want an EventSource.

import type { EventSourceInit as OtherInit, FetchLike } from 'eventsource'
import { FetchEventSource, type FetchEventSourceInit } from 'eventsource-wasm'
import nodeFetch from 'node-fetch'
import { fetch as undiciFetch } from 'undici'

declare const fetchLike: FetchLike
declare const init: OtherInit
const fetches: FetchEventSourceInit['fetch'][] = [fetch, undiciFetch, nodeFetch, fetchLike]
for (const fetch of fetches) new FetchEventSource('/events', { fetch })
new FetchEventSource('/events', init)
// @ts-expect-error It has to return a response.
new FetchEventSource('/events', { fetch: () => 'text' })
