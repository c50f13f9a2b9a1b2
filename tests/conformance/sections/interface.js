// The interface as Web IDL defines it: #the-eventsource-interface.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('interface')

const CONSTANTS = { CONNECTING: 0, OPEN: 1, CLOSED: 2 }
const READ_ONLY = ['url', 'withCredentials', 'readyState']
const HANDLERS = ['onopen', 'onmessage', 'onerror']
const NO_SOURCES = [undefined, null, {}, 5, new EventTarget(), globalThis]

const descriptor = (object, name) => Object.getOwnPropertyDescriptor(object, name)
const member = (name) => descriptor(EventSource.prototype, name)

check('the global property is writable, configurable and not enumerable', async () => {
  const { value, ...flags } = descriptor(globalThis, 'EventSource')
  assert.isFunction(value)
  assert.deepEqual(flags, { writable: true, enumerable: false, configurable: true })
})

check('the constructor is named EventSource and has the length 1', async () => {
  const flags = { writable: false, enumerable: false, configurable: true }
  assert.deepEqual(descriptor(EventSource, 'name'), { value: 'EventSource', ...flags })
  assert.deepEqual(descriptor(EventSource, 'length'), { value: 1, ...flags })
})

check('the constructor and its prototype inherit from those of EventTarget', async () => {
  assert.strictEqual(Object.getPrototypeOf(EventSource), EventTarget)
  assert.strictEqual(Object.getPrototypeOf(EventSource.prototype), EventTarget.prototype)
})

check('the property prototype is read-only', async () => {
  const { value, ...flags } = descriptor(EventSource, 'prototype')
  assert.strictEqual(typeof value, 'object')
  assert.deepEqual(flags, { writable: false, enumerable: false, configurable: false })
})

check('the prototype has its constructor', async () => {
  const flags = { writable: true, enumerable: false, configurable: true }
  assert.deepEqual(member('constructor'), { value: EventSource, ...flags })
})

check('the prototype has the class string EventSource', async () => {
  const flags = { writable: false, enumerable: false, configurable: true }
  assert.deepEqual(member(Symbol.toStringTag), { value: 'EventSource', ...flags })
})

check('the prototype has exactly the members of the standard', async () => {
  assert.sameMembers(Reflect.ownKeys(EventSource.prototype), [
    'constructor',
    Symbol.toStringTag,
    ...READ_ONLY,
    ...HANDLERS,
    ...Object.keys(CONSTANTS),
    'close',
  ])
})

check('the constructor has no own properties but the constants', async () => {
  const names = ['length', 'name', 'prototype', ...Object.keys(CONSTANTS)]
  // Engines may add these to functions; they are not part of the interface.
  const own = Reflect.ownKeys(EventSource).filter((key) => !['arguments', 'caller'].includes(key))
  assert.sameMembers(own, names)
})

for (const [where, object] of [
  ['the constructor', () => EventSource],
  ['the prototype', () => EventSource.prototype],
]) {
  check(`the constants are enumerable and fixed on ${where}`, async () => {
    const flags = { writable: false, enumerable: true, configurable: false }
    for (const name in CONSTANTS)
      assert.deepEqual(descriptor(object(), name), { value: CONSTANTS[name], ...flags })
  })
}

check('url, withCredentials and readyState are enumerable and have no setter', async () => {
  for (const name of READ_ONLY) {
    const { get, ...rest } = member(name)
    assert.deepEqual(rest, { set: undefined, enumerable: true, configurable: true }, name)
    assert.deepEqual([get.name, get.length], [`get ${name}`, 0])
  }
})

check('onopen, onmessage and onerror are enumerable and have a getter and a setter', async () => {
  for (const name of HANDLERS) {
    const { get, set, ...flags } = member(name)
    assert.deepEqual(flags, { enumerable: true, configurable: true }, name)
    assert.deepEqual([get.name, get.length], [`get ${name}`, 0])
    assert.deepEqual([set.name, set.length], [`set ${name}`, 1])
  }
})

check('close is an enumerable method', async () => {
  const { value, ...flags } = member('close')
  assert.deepEqual(flags, { writable: true, enumerable: true, configurable: true })
  assert.deepEqual([value.name, value.length], ['close', 0])
})

const FUNCTIONS = ['close', ...READ_ONLY, ...HANDLERS]
const functionsOf = (name) =>
  ['value', 'get', 'set'].map((key) => member(name)[key]).filter(Boolean)

check('getters, setters and methods throw for a receiver that is not an EventSource', async () => {
  for (const name of FUNCTIONS)
    for (const method of functionsOf(name))
      for (const receiver of [...NO_SOURCES, EventSource.prototype])
        assert.throws(() => method.call(receiver, null), TypeError, undefined, name)
})

check('getters, setters and methods are not constructors', async () => {
  for (const name of FUNCTIONS)
    for (const method of functionsOf(name)) {
      assert.throws(() => new method(), TypeError, undefined, name)
      assert.isFalse(Object.hasOwn(method, 'prototype'), name)
    }
})

check('a call without new is a TypeError', async () => {
  assert.throws(() => EventSource('/none'), TypeError)
})

check('an object has no properties of its own', async (env) => {
  assert.deepEqual(Reflect.ownKeys(env.source('/none')), [])
})

check('read-only attributes and constants cannot be assigned', async (env) => {
  const source = env.source('/none')
  for (const name of [...READ_ONLY, ...Object.keys(CONSTANTS)])
    assert.isFalse(Reflect.set(source, name, 1), name)
})

check('handlers are initially null, and only objects are stored', async (env) => {
  const source = env.source('/none')
  const handler = () => {}
  const object = {}
  for (const name of HANDLERS) {
    assert.isNull(source[name])
    for (const kept of [handler, object]) {
      source[name] = kept
      assert.strictEqual(source[name], kept)
    }
    for (const other of [5, 'x', true, undefined, null, Symbol()]) {
      source[name] = handler
      source[name] = other
      assert.isNull(source[name])
    }
  }
})

check('a subclass and its objects work', async (env) => {
  class Subclass extends EventSource {
    get own() {
      return this.url.length
    }
  }
  const source = new Subclass('/none')
  env.after(() => source.close())
  assert.instanceOf(source, Subclass)
  assert.instanceOf(source, EventSource)
  assert.strictEqual(source.own, `${location.origin}/none`.length)
  assert.strictEqual(source.readyState, Subclass.CONNECTING)
})

check('the prototype of an object is that of new.target', async (env) => {
  class Other {}
  const source = Reflect.construct(EventSource, ['/none'], Other)
  const { close } = EventSource.prototype
  env.after(() => close.call(source))
  assert.strictEqual(Object.getPrototypeOf(source), Other.prototype)
  assert.strictEqual(member('readyState').get.call(source), 0)
})
