/* global library, watch */

// Every row of the table of options in docs/options.md: the accepted values are accepted, and the rejected ones throw with
// the documented message.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { checkRow, code, document, initWith, rows } from '../options_table.js'
import { openLibrary, test } from './browser.js'
import { messages } from './server.js'

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const types = ['options', 'index'].map((name) => read(`js/${name}.d.ts`)).join('')

/** The exception of the constructor for a value of an option, which is JavaScript source text. */
const thrown = (page, option, value) => {
  const init = initWith(option, value)
  return page.evaluate(`(() => {
    try {
      new library.FetchEventSource('/none', ${init}).close()
    } catch ({ name, message }) {
      return { name, message }
    }
  })()`)
}

test('every option in the types, except withCredentials, has a row in the documentation', () => {
  const options = (name, prefix) => {
    const [, body] = new RegExp(`interface ${name}\\b.*?\\{\n(.*?)\n\\}`, 's').exec(types)
    return Array.from(body.matchAll(/^ {2}(\w+)\?:/gm), ([, option]) => prefix + option)
  }
  const typed = [...options('FetchEventSourceInit', ''), ...options('Backoff', 'backoff.')]
  const documented = rows.map(({ option }) => option)
  assert.deepEqual([...documented, 'withCredentials'].toSorted(), typed.toSorted())
})

/** The first cells of the tables in a section. */
const firstCells = (heading) => {
  const [, body] = new RegExp(`\n## ${heading}\n(.*?)(?=\n## |$)`, 's').exec(document)
  return Array.from(body.matchAll(/^\| (`.+?) *\|/gm), ([, cell]) => code(cell)).flat()
}

test('every reason and property of an error has a row in the documentation', () => {
  const [, reasons] = /type ErrorReason =\n(.*?)\n\n/s.exec(types)
  const [, properties] = /class EventSourceError .*?\{\n(.*?)\n\}/s.exec(types)
  const typed = [
    ...Array.from(properties.matchAll(/^ {2}readonly (?!name)(\w+):/gm), ([, name]) => name),
    'message',
    ...Array.from(reasons.matchAll(/'([\w-]+)'/g), ([, reason]) => reason),
  ]
  // A reason may also be the name of a property.
  const documented = firstCells('Errors').filter((cell, index, all) => all.indexOf(cell) === index)
  assert.deepEqual(documented.toSorted(), [...new Set(typed)].toSorted())
})

test('every member of the object has a row in the documentation', () => {
  const body = ['CommonEventSource', 'FetchEventSource']
    .map((name) => new RegExp(`class ${name}<.*?\\{\n(.*?)\n\\}`, 's').exec(types)[1])
    .join('\n')
  const names = Array.from(
    body.matchAll(/^ {2}(?:static |readonly )*(\w+)[:(]/gm),
    ([, name]) => name,
  )
  const inherited = /^(constructor|[A-Z]+|(add|remove)EventListener|dispatchEvent)$/
  const typed = new Set(names.filter((name) => !inherited.test(name)))
  const documented = firstCells('The object').map((cell) => /(\w+)(\(\w*\))?$/.exec(cell)[1])
  assert.deepEqual(documented.toSorted(), [...typed].toSorted())
})

for (const row of rows) {
  test(`the option ${row.option} accepts and rejects the documented values`, async (t) => {
    const page = await openLibrary(t)
    await checkRow(row, (option, value) => thrown(page, option, value))
  })
}

test('a body with a method that cannot have one is a TypeError', async (t) => {
  const page = await openLibrary(t)
  for (const init of ["{ body: 'text' }", "{ body: () => 'text', method: 'head' }"]) {
    const error = await page.evaluate(`(() => {
      try {
        new library.FetchEventSource('/none', ${init})
      } catch (error) {
        return error.message
      }
    })()`)
    assert.match(error, /'body' must be sent with a method that has a body/)
  }
})

test('options are read once', async (t) => {
  const page = await openLibrary(t)
  const reads = await page.evaluate(() => {
    const reads = []
    const init = new Proxy({}, { get: (_, name) => void reads.push(name) })
    new library.FetchEventSource('/none', init).close()
    return reads
  })
  assert.deepEqual(reads, [...new Set(reads)])
})

test('an aborted signal closes an object with share that has lost its connection before', async (t) => {
  const page = await openLibrary(t)
  const { url, closed } = await messages('one')
  const readyStates = await page.evaluate(async (url) => {
    const controller = new AbortController()
    const { signal } = controller
    const source = new library.FetchEventSource(url, { share: 'a', signal, pauseWhenHidden: true })
    const watched = watch(source)
    await watched.until(2)
    const setHidden = (hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }
    setHidden(true)
    setHidden(false)
    await watched.until(4)
    const { readyState } = source
    controller.abort()
    return [readyState, source.readyState]
  }, url)
  assert.deepEqual(readyStates, [1, 2])
  await closed(2)
})
