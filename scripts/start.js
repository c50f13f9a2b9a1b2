// Sets up, builds, and serves the demo page. What follows `npm start --` goes to the server: `--port 8081`.

import { build } from './build.js'
import { setUpBuild } from './setup.js'
import { main, run } from './steps.js'

await main(async () => {
  await setUpBuild()
  await build()
  await run(process.execPath, ['www/server.js', ...process.argv.slice(2)])
})
