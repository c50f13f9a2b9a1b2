// All sections, also those on where EventSource meets the rest of the platform. `node tests/conformance/run.js ENGINE platform`
// runs them. They are no part of `npm test` yet: their expectations are not compared with native in every engine.

import './index.js'
