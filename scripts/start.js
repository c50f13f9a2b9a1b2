// Sets up, builds, and serves the demo page. Arguments after `npm start --`, such as `--port 8081`, go to the server.

import { build } from './build.js'
import { setUpBuild } from './setup.js'
import { main, run } from './steps.js'

await main(async () => {
  await setUpBuild()
  await build()
  await run(process.execPath, ['www/server.js', ...process.argv.slice(2)])
})
