// A worker of any kind that receives from the URL that it is sent, and responds with the messages.

import { EventSource } from './dist/index.js'
import { respond } from './respond.js'

respond(EventSource)
