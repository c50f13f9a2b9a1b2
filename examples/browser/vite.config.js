import { sendEvents } from './server.js'

/** Adds the stream to Vite's own servers, so that the example needs no other one. */
const events = {
  name: 'events',
  configureServer: ({ middlewares }) => void middlewares.use('/events', sendEvents),
  configurePreviewServer: ({ middlewares }) => void middlewares.use('/events', sendEvents),
}

export default { plugins: [events] }
