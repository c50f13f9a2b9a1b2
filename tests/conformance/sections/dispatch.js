// How events are dispatched: https://dom.spec.whatwg.org/#concept-event-dispatch, with the callbacks of listeners and handlers.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('dispatch')

const MESSAGES = { body: [{ text: 'retry: 10\ndata: 1\n\ndata: 2\n\ndata: 3\n\n' }] }
const DATA = ['1', '2', '3']

/** A source of three messages. */
const open = async (env) => env.source((await env.script(MESSAGES)).url)

/** Resolves when the source has dispatched this many messages, after all listeners that exist now. */
const received = (source, count = 3) =>
  new Promise((resolve) => {
    source.addEventListener('message', () => --count || setTimeout(resolve))
  })

check(
  'handleEvent of a listener object is read for each event, with the object as this',
  async (env) => {
    const source = await open(env)
    const calls = []
    let reads = 0
    const listener = {
      get handleEvent() {
        reads++
        return function ({ data }) {
          calls.push([data, this === listener])
        }
      },
    }
    source.addEventListener('message', listener)
    await received(source)
    assert.deepEqual([calls, reads], [DATA.map((data) => [data, true]), 3])
  },
)

check('handleEvent may be replaced between events', async (env) => {
  const source = await open(env)
  const calls = []
  const second = ({ data }) => calls.push(`second ${data}`)
  const listener = {
    handleEvent({ data }) {
      calls.push(`first ${data}`)
      listener.handleEvent = second
    },
  }
  source.addEventListener('message', listener)
  await received(source)
  assert.deepEqual(calls, ['first 1', 'second 2', 'second 3'])
})

check('a getter of handleEvent that throws is reported, and the stream continues', async (env) => {
  const source = await open(env)
  const error = new Error('thrown by a getter')
  const reported = env.collectReported((reported) => reported.error === error)
  const listener = {
    get handleEvent() {
      throw error
    },
  }
  source.addEventListener('message', listener)
  await received(source)
  assert.deepEqual([reported.length, source.readyState], [3, 1])
})

check('a listener with once is called once across reconnections', async (env) => {
  const { url } = await env.script({ ...MESSAGES, then: 'end' })
  const source = env.source(url)
  const calls = []
  source.addEventListener('open', () => calls.push('open'), { once: true })
  source.addEventListener('error', () => calls.push('error'), { once: true })
  await env.record(source).until(10)
  assert.deepEqual(calls, ['open', 'error'])
})

check('a listener with an aborted signal is not added', async (env) => {
  const source = await open(env)
  const calls = []
  source.addEventListener('message', () => calls.push(1), { signal: AbortSignal.abort() })
  await received(source)
  assert.deepEqual(calls, [])
})

check(
  'a signal that is aborted during a dispatch removes the listeners that follow',
  async (env) => {
    const source = await open(env)
    const calls = []
    const controller = new AbortController()
    source.addEventListener('message', ({ data }) => {
      calls.push(`first ${data}`)
      controller.abort()
    })
    source.addEventListener('message', () => calls.push('second'), { signal: controller.signal })
    await received(source)
    assert.deepEqual(calls, ['first 1', 'first 2', 'first 3'])
  },
)

check('a listener that is added during a dispatch is called for the next event', async (env) => {
  const source = await open(env)
  const calls = []
  source.addEventListener(
    'message',
    () => source.addEventListener('message', ({ data }) => calls.push(data)),
    { once: true },
  )
  await received(source)
  assert.deepEqual(calls, ['2', '3'])
})

check('a listener that is removed during a dispatch is not called', async (env) => {
  const source = await open(env)
  const calls = []
  const second = ({ data }) => calls.push(data)
  source.addEventListener('message', () => source.removeEventListener('message', second))
  source.addEventListener('message', second)
  await received(source)
  assert.deepEqual(calls, [])
})

check('a handler that is set during a dispatch is called for the next event', async (env) => {
  const source = await open(env)
  const calls = []
  source.addEventListener('message', () => {
    source.onmessage ??= ({ data }) => calls.push(data)
  })
  await received(source)
  assert.deepEqual(calls, ['2', '3'])
})

check('a handler that is replaced during a dispatch is called in its place', async (env) => {
  const source = await open(env)
  const calls = []
  source.addEventListener('message', () => {
    source.onmessage = () => calls.push('replaced')
  }, { once: true }) // prettier-ignore
  source.onmessage = () => calls.push('first')
  await received(source, 1)
  assert.strictEqual(calls[0], 'replaced')
})

check('a handler that is removed during a dispatch is not called', async (env) => {
  const source = await open(env)
  const calls = []
  source.addEventListener('message', () => (source.onmessage = null))
  source.onmessage = () => calls.push('called')
  await received(source)
  assert.deepEqual(calls, [])
})

check('the same listener is added once for each phase', async (env) => {
  const source = await open(env)
  const calls = []
  const listener = ({ data }) => calls.push(data)
  for (const capture of [false, false, true, true])
    source.addEventListener('message', listener, capture)
  await received(source)
  assert.deepEqual(calls.slice(0, 2), ['1', '1'])
})

check('capturing listeners are called before others', async (env) => {
  const source = await open(env)
  const calls = []
  source.addEventListener('message', () => calls.push('bubble'), { once: true })
  source.addEventListener('message', () => calls.push('capture'), { once: true, capture: true })
  await received(source)
  assert.deepEqual(calls, ['capture', 'bubble'])
})

check(
  'stopImmediatePropagation() prevents the listeners that follow, and no later event',
  async (env) => {
    const source = await open(env)
    const calls = []
    source.addEventListener('message', (event) => {
      calls.push(event.data)
      if (event.data === '1') event.stopImmediatePropagation()
    })
    source.addEventListener('message', ({ data }) => calls.push(`second ${data}`))
    await new Promise((resolve) => {
      source.addEventListener('message', ({ data }) => data === '3' && resolve())
    })
    assert.deepEqual(calls, ['1', '2', 'second 2', '3', 'second 3'])
  },
)

check('an event is not cancelable, and not passive', async (env) => {
  const source = await open(env)
  const prevented = await new Promise((resolve) => {
    source.addEventListener(
      'message',
      (event) => {
        event.preventDefault()
        event.returnValue = false
        resolve([event.defaultPrevented, event.returnValue, event.cancelable])
      },
      { once: true },
    )
  })
  assert.deepEqual(prevented, [false, true, false])
})

check('after its dispatch an event has no currentTarget, no phase and no path', async (env) => {
  const source = await open(env)
  let event
  source.addEventListener('message', (first) => (event ??= first))
  await received(source)
  const { target, currentTarget, eventPhase } = event
  assert.deepEqual([target, currentTarget, eventPhase], [source, null, 0])
  assert.deepEqual(event.composedPath(), [])
})

check('the timestamps of events are those of the time origin, in order', async (env) => {
  const start = performance.now()
  const { url } = await env.script({ ...MESSAGES, then: 'end' })
  const { ended, events } = env.observe(url)
  await ended
  const times = events.map(({ timeStamp }) => timeStamp)
  assert.deepEqual(times, times.toSorted((a, b) => a - b)) // prettier-ignore
  // Engines round timestamps.
  assert.isAtLeast(times[0], start - 2)
  assert.isAtMost(times.at(-1), performance.now() + 2)
})

check('each listener gets the same event, and each message another one', async (env) => {
  const source = await open(env)
  const [first, second] = [[], []]
  source.addEventListener('message', (event) => first.push(event))
  source.addEventListener('message', (event) => second.push(event))
  await received(source)
  assert.isTrue(first.every((event, index) => event === second[index]))
  assert.strictEqual(new Set(first).size, 3)
})

check('handlers of open and error are called with the event alone', async (env) => {
  const { url } = await env.script({ ...MESSAGES, then: 'end' })
  const source = env.source(url)
  const calls = []
  source.onopen = (...args) => calls.push([args.length, args[0].type])
  source.onerror = (...args) => calls.push([args.length, args[0].type])
  await env.record(source).ended
  assert.deepEqual(calls, [[1, 'open'], [1, 'error']]) // prettier-ignore
})

check('an error event does not reach the error handler of the global', async (env) => {
  const calls = []
  const listener = ({ message }) => calls.push(message)
  addEventListener('error', listener, true)
  env.after(() => removeEventListener('error', listener, true))
  const { url } = await env.script({ status: 404, then: 'end' })
  await env.observe(url).ended
  assert.deepEqual(calls.filter((message) => message === undefined), []) // prettier-ignore
})

for (const type of [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'close',
  'onmessage',
]) {
  check(`an event of the type ${type} is dispatched to its listeners`, async (env) => {
    const [event] = await env.receive([`event: ${type}\ndata: a\n\n`], [type])
    assert.deepEqual([event.type, event.data], [type, 'a'])
    assert.instanceOf(event, MessageEvent)
  })
}

check('an event without listeners is dropped', async (env) => {
  const events = await env.receive(['event: other\ndata: 1\n\ndata: 2\n\n'])
  assert.deepEqual(events.map(({ data }) => data), ['2']) // prettier-ignore
})

check('close() in a listener of another source ends both', async (env) => {
  const { url } = await env.script(MESSAGES)
  const [first, second] = [env.source(url), env.source(url)]
  const record = env.record(second)
  await Promise.all([received(first), received(second)])
  const third = env.source(url)
  await new Promise((resolve) => {
    third.onmessage = () => {
      for (const source of [first, second, third]) source.close()
      resolve()
    }
  })
  await env.settle()
  const states = [first, second, third].map(({ readyState }) => readyState)
  assert.deepEqual(states, [2, 2, 2])
  assert.strictEqual(record.entries.length, 4)
})

check('a source that is constructed in a listener connects', async (env) => {
  const { url } = await env.script(MESSAGES)
  const outer = env.source(url)
  const data = await new Promise((resolve) => {
    outer.onmessage = () => {
      outer.close()
      env.source(url).onmessage = ({ data }) => resolve(data)
    }
  })
  assert.strictEqual(data, '1')
})

check('a source can be replaced in each of its errors', async (env) => {
  const resource = await env.script({ ...MESSAGES, then: 'end' })
  let count = 0
  await new Promise((resolve) => {
    const connect = () => {
      const source = env.source(resource.url)
      source.onerror = () => {
        source.close()
        if (++count === 3) resolve()
        else connect()
      }
    }
    connect()
  })
  await env.settle()
  assert.strictEqual((await resource.log()).requests.length, 3)
})

check(
  'dispatchEvent() with a message during its dispatch throws InvalidStateError',
  async (env) => {
    const source = await open(env)
    const error = await new Promise((resolve) => {
      source.onmessage = (event) => {
        source.onmessage = null
        try {
          source.dispatchEvent(event)
          resolve()
        } catch (error) {
          resolve(error)
        }
      }
    })
    assert.strictEqual(error?.name, 'InvalidStateError')
  },
)

check('a message can be dispatched again at another target, and is not trusted', async (env) => {
  const source = await open(env)
  let event
  source.addEventListener('message', (first) => (event ??= first))
  await received(source)
  const target = new EventTarget()
  let again
  target.addEventListener('message', (event) => (again = event))
  target.dispatchEvent(event)
  assert.strictEqual(again, event)
  assert.deepEqual([again.target, again.data, again.isTrusted], [target, '1', false])
})

check('an event of the page during a dispatch is dispatched at once', async (env) => {
  const source = await open(env)
  const calls = []
  source.onmessage = ({ data }) => {
    calls.push(`start ${data}`)
    if (data === '1') source.dispatchEvent(new MessageEvent('message', { data: 'page' }))
    calls.push(`end ${data}`)
  }
  await received(source, 2)
  assert.deepEqual(calls.slice(0, 4), ['start 1', 'start page', 'end page', 'end 1'])
})

check('microtasks run between the listeners of an event', async (env) => {
  const source = await open(env)
  const calls = []
  source.addEventListener('message', () => {
    calls.push('first')
    Promise.resolve().then(() => calls.push('microtask'))
  })
  source.addEventListener('message', () => calls.push('second'))
  await received(source, 1)
  assert.deepEqual(calls.slice(0, 3), ['first', 'microtask', 'second'])
})

check(
  'addEventListener() with null adds nothing, and with a primitive is a TypeError',
  async (env) => {
    const source = await open(env)
    source.addEventListener('message', null)
    assert.throws(() => source.addEventListener('message', 5), TypeError)
    await received(source)
    assert.strictEqual(source.readyState, 1)
  },
)

check('listeners of a closed source can be added and removed', async (env) => {
  const source = await open(env)
  source.close()
  const calls = []
  const listener = ({ type }) => calls.push(type)
  source.addEventListener('custom', listener)
  source.dispatchEvent(new Event('custom'))
  source.removeEventListener('custom', listener)
  source.dispatchEvent(new Event('custom'))
  assert.deepEqual(calls, ['custom'])
})

check('an event that the page dispatches does not change the state', async (env) => {
  const source = await open(env)
  await received(source)
  for (const type of ['open', 'error']) source.dispatchEvent(new Event(type))
  assert.strictEqual(source.readyState, 1)
})
