// Opens an event source, in a page or a worker, as the query of this script's URL describes.

import { FetchEventSource } from '/dist/index.js'

const query = new URL(import.meta.url).searchParams
const Source = query.get('is') === 'native' ? globalThis.EventSource : FetchEventSource
globalThis.source = new Source(query.get('url'), JSON.parse(query.get('init')))
