/* global requestAnimationFrame */

// The service worker in the page on setup, which shows the newest event on a push.

import assert from 'node:assert/strict'
import { openPage, test } from './browser.js'
import { resolved, samplesOf } from './samples.js'
import { origin, pageAt, script } from './server.js'

test('docs/setup.md: a service worker reads one event for a push, and closes the connection', async (t) => {
  const [{ code }] = samplesOf('docs/setup.md').filter(({ note }) => note === 'run on a push')
  const stream = await script({ body: [{ text: 'data: seven\n\n' }] })
  const worker = await script({
    headers: { 'Content-Type': 'text/javascript' },
    body: [{ text: resolved(code, { '/events': stream.path }) }],
    then: 'end',
  })
  const page = await openPage(t, pageAt({}))
  await page.context().grantPermissions(['notifications'])
  const devtools = await page.context().newCDPSession(page)
  const registered = new Promise((resolve) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations.length) resolve(registrations[0])
    }),
  )
  await devtools.send('ServiceWorker.enable')
  await page.evaluate(async (path) => {
    const { installing } = await navigator.serviceWorker.register(path, { type: 'module' })
    await new Promise((resolve) => {
      installing.addEventListener('statechange', ({ target }) => {
        if (target.state === 'activated') resolve()
      })
    })
  }, worker.path)
  const { registrationId } = await registered
  await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: '' })
  await stream.closed()
  const titles = await page.evaluate(async (path) => {
    const registration = await navigator.serviceWorker.getRegistration(path)
    for (;;) {
      const notifications = await registration.getNotifications()
      if (notifications.length) return notifications.map(({ title }) => title)
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
  }, worker.path)
  assert.deepEqual(titles, ['seven'])
})
