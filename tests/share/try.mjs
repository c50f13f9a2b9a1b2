import { startFeed } from './feed.js'
import { Tabs } from './tabs.js'
const engine = process.argv[2]
const { feed, address, close } = await startFeed(50)
const tabs = await Tabs.start(engine, address)
try {
  for (let i=0;i<5;i++) console.log(await tabs.open({inWorker: i===3}))
  const n = feed.last
  console.log(await tabs.reports(tabs.ids(), n, r => r.last>=n))
  console.log(feed.requests.map(r=>r.tab), feed.open().length)
  const t=Date.now(); const id = feed.open()[0].tab
  await tabs.close(id)
  const m=feed.last+5
  console.log(await tabs.reports(tabs.ids(), m, r => r.last>=m))
  console.log(feed.requests.map(r=>[r.tab, r.time-t, r.end-t,r.lastEventId]), feed.open().length)
} finally { await tabs.quit(); await close() }
