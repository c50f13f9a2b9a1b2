// The sections on EventSource itself, in the order of the standard. Those on the rest of the platform are in platform.js.

import './interface.js'
import './construction.js'
import './request.js'
import './response.js'
import './redirect.js'
import './parsing.js'
import './fields.js'
import './events.js'
import './closing.js'
import './reconnection.js'
import './lifecycle.js'
import './main_entry.js'
