// Content Security Policy: connect-src and its fallback, in documents and in workers with policies of their own.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const add = section('content security policy')
const check = (name, run, options) => add(name, run, { child: true, ...options })

const MESSAGE = { body: [{ text: 'retry: 10\ndata: a\n\n' }] }
/** The target of a redirect: in Firefox, closing a redirected request takes effect only when its next byte arrives. */
const TARGET = { body: [{ text: 'data: a\n\n' }, { text: ':\n', every: 100 }] }
const enforce = (...values) => ({ 'Content-Security-Policy': values })
const report = (...values) => ({ 'Content-Security-Policy-Report-Only': values })
const redirect = (url) => ({ status: 302, headers: { Location: url }, then: 'end' })

/** Lets the scripts of a child run where default-src is set. */
const SCRIPTS = "script-src * 'unsafe-eval'"

/** Asserts that a source connects in a child without a violation. */
async function assertAllowed(env, headers, url) {
  const child = await env.child({ headers })
  const { entries } = await child.connect(url, { count: 2 })
  assert.deepEqual(entries, ['open', 'message a'])
  assert.deepEqual(await child.violations(), [])
}

/** Asserts that a source fails in a child with one error and without a request, and returns the violations. */
async function assertBlocked(env, headers, resource, url = resource.url) {
  const child = await env.child({ headers })
  const { entries } = await child.connect(url)
  assert.deepEqual(entries, ['error CLOSED'])
  await env.settle()
  const { requests, preflights, probes } = await resource.log()
  assert.deepEqual([requests, preflights, probes], [[], [], []])
  return child.violations()
}

const directives = (violations) =>
  violations.map(({ effectiveDirective, disposition }) => `${disposition} ${effectiveDirective}`)

const BLOCKED = ['enforce connect-src']

for (const [name, policy] of [
  ["connect-src 'self'", () => "connect-src 'self'"],
  ['the host in connect-src', () => `connect-src ${location.host}`],
  ['the scheme in connect-src', () => 'connect-src http:'],
  ['the path in connect-src', () => `connect-src ${location.origin}/scripts/`],
  ['* in connect-src', () => 'connect-src *'],
  ['default-src', () => "default-src 'self' 'unsafe-eval'"],
  ['connect-src before default-src', () => `default-src 'none'; ${SCRIPTS}; connect-src 'self'`],
  ['a policy without connect-src and default-src', () => "font-src 'none'"],
]) {
  check(`a source that is allowed by ${name} connects without a violation`, async (env) => {
    await assertAllowed(env, enforce(policy()), (await env.script(MESSAGE)).url)
  })
}

for (const [name, policy] of [
  ["connect-src 'none'", () => "connect-src 'none'"],
  ['an empty connect-src', () => 'connect-src'],
  ['another host in connect-src', (env) => `connect-src ${env.other}`],
  ['another scheme in connect-src', () => 'connect-src https:'],
  ['another path in connect-src', () => `connect-src ${location.origin}/other/`],
  ['default-src', () => `default-src 'none'; ${SCRIPTS}`],
]) {
  check(`a source that is blocked by ${name} fails without a request`, async (env) => {
    await assertBlocked(env, enforce(policy(env)), await env.script(MESSAGE))
  })
}

check('a blocked source has one violation of connect-src', async (env) => {
  const violations = await assertBlocked(
    env,
    enforce("connect-src 'none'"),
    await env.script(MESSAGE),
  )
  assert.deepEqual(directives(violations), BLOCKED)
})

check('a source that is blocked by default-src has one violation of connect-src', async (env) => {
  const headers = enforce(`default-src 'none'; ${SCRIPTS}; img-src data:`)
  const violations = await assertBlocked(env, headers, await env.script(MESSAGE))
  assert.deepEqual(directives(violations), BLOCKED)
})

check('a source of another origin is allowed by its host', async (env) => {
  const { otherUrl } = await env.script(MESSAGE)
  await assertAllowed(env, enforce(`connect-src ${env.other}`), otherUrl)
})

check("a source of another origin is blocked by 'self' without a request", async (env) => {
  const resource = await env.script(MESSAGE)
  await assertBlocked(env, enforce("connect-src 'self'"), resource, resource.otherUrl)
})

check('a data: URL is blocked by *', async (env) => {
  const child = await env.child({ headers: enforce('connect-src *') })
  const { entries } = await child.connect('data:text/event-stream,data:%20a%0A%0A')
  assert.deepEqual(entries, ['error CLOSED'])
})

check('a redirect that the policy allows is followed', async (env) => {
  const target = await env.script(TARGET)
  const { url } = await env.script(redirect(target.otherUrl))
  await assertAllowed(env, enforce(`connect-src 'self' ${env.other}`), url)
})

check('the path of a source expression is ignored after a redirect', async (env) => {
  const target = await env.script(TARGET)
  const { url } = await env.script(redirect(target.otherUrl))
  await assertAllowed(env, enforce(`connect-src 'self' ${env.other}/other/`), url)
})

/** Connects in a child with a policy that blocks the target of a redirect. */
async function connectToBlockedRedirect(env) {
  const target = await env.script(TARGET)
  const { url } = await env.script(redirect(target.otherUrl))
  const child = await env.child({ headers: enforce("connect-src 'self'") })
  const { entries } = await child.connect(url)
  await env.settle()
  return { entries, target, url, violations: await child.violations() }
}

check('a redirect that the policy blocks fails the connection', async (env) => {
  const { entries, target } = await connectToBlockedRedirect(env)
  assert.deepEqual(entries, ['error CLOSED'])
  assert.deepEqual((await target.log()).requests, [])
})

check('a redirect that the policy blocks has one violation with the original URL', async (env) => {
  const { url, violations } = await connectToBlockedRedirect(env)
  assert.deepEqual(directives(violations), BLOCKED)
  assert.strictEqual(violations[0].blockedURI, url)
})

check('a redirect that the policy blocks at a reconnection fails the connection', async (env) => {
  const target = await env.script(TARGET)
  const { url } = await env.script({ ...MESSAGE, then: 'end' }, redirect(target.otherUrl))
  const child = await env.child({ headers: enforce("connect-src 'self'") })
  const { entries } = await child.connect(url, { count: 4 })
  assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING', 'error CLOSED'])
  assert.deepEqual((await target.log()).requests, [])
})

check('a policy that only reports blocks nothing', async (env) => {
  const { url } = await env.script(MESSAGE)
  const child = await env.child({ headers: report("connect-src 'none'") })
  const { entries } = await child.connect(url, { count: 2 })
  assert.deepEqual(entries, ['open', 'message a'])
})

check('a policy that only reports has one violation', async (env) => {
  const { url } = await env.script(MESSAGE)
  const child = await env.child({ headers: report("connect-src 'none'") })
  await child.connect(url, { count: 2 })
  assert.deepEqual(directives(await child.violations()), ['report connect-src'])
})

check('an enforced and a reporting policy have a violation each', async (env) => {
  const headers = { ...enforce("connect-src 'none'"), ...report("connect-src 'none'") }
  const violations = await assertBlocked(env, headers, await env.script(MESSAGE))
  assert.sameMembers(directives(violations), ['enforce connect-src', 'report connect-src'])
})

check('one of two policies blocks, with the violation of that policy', async (env) => {
  const policies = ["connect-src 'self'", "connect-src 'none'"]
  const violations = await assertBlocked(env, enforce(...policies), await env.script(MESSAGE))
  assert.deepEqual(
    violations.map(({ originalPolicy }) => originalPolicy),
    ["connect-src 'none'"],
  )
})

check('one of two policies in one header blocks', async (env) => {
  const headers = enforce("connect-src 'self', connect-src 'none'")
  await assertBlocked(env, headers, await env.script(MESSAGE))
})

check('two policies that block have a violation each', async (env) => {
  const policies = ["connect-src 'none'", 'connect-src https:']
  const violations = await assertBlocked(env, enforce(...policies), await env.script(MESSAGE))
  assert.sameMembers(
    violations.map(({ originalPolicy }) => originalPolicy),
    policies,
  )
})

check('a violation describes the request and the policy', async (env) => {
  const resource = await env.script(MESSAGE)
  const headers = enforce("connect-src 'none'; img-src 'self'")
  const child = await env.child({ headers })
  await child.connect(`${resource.url}#fragment`)
  const [violation] = await child.violations()
  const { documentURI, blockedURI, effectiveDirective, violatedDirective, ...rest } = violation
  const { originalPolicy, disposition, sample, bubbles, composed } = rest
  assert.strictEqual(documentURI, await child.run(() => location.href))
  assert.strictEqual(blockedURI, resource.url)
  assert.deepEqual([effectiveDirective, violatedDirective], ['connect-src', 'connect-src'])
  assert.strictEqual(originalPolicy, "connect-src 'none'; img-src 'self'")
  assert.deepEqual([disposition, sample, bubbles, composed], ['enforce', '', true, true])
})

check("a violation has no user name and password of the source's URL", async (env) => {
  const { path } = await env.script(MESSAGE)
  const child = await env.child({ headers: enforce("connect-src 'none'") })
  await child.connect(`http://user:word@${location.host}${path}`)
  const [{ blockedURI }] = await child.violations()
  assert.strictEqual(blockedURI, location.origin + path)
})

check('a violation is reported once to report-uri', async (env) => {
  const [endpoint, { url }] = [await env.script({ then: 'end' }), await env.script(MESSAGE)]
  const policy = `connect-src 'none'; report-uri ${endpoint.url}`
  const child = await env.child({ headers: enforce(policy) })
  await child.connect(url)
  // A report is sent later than the event.
  for (let count = 0; count < 5; count++) await env.settle()
  const { requests } = await endpoint.log()
  assert.strictEqual(requests.length, 1)
  const { 'csp-report': body } = JSON.parse(requests[0].body)
  assert.deepEqual([body['blocked-uri'], body['effective-directive']], [url, 'connect-src'])
})

check('a source that is allowed is reported to no report-uri', async (env) => {
  const [endpoint, { url }] = [await env.script({ then: 'end' }), await env.script(MESSAGE)]
  const policy = `script-src 'self'; connect-src 'self'; report-uri ${endpoint.url}`
  const child = await env.child({ headers: enforce(policy) })
  assert.deepEqual((await child.connect(url, { count: 2 })).entries, ['open', 'message a'])
  await env.settle()
  assert.deepEqual((await endpoint.log()).requests, [])
})

check('a source has no violation of another directive', async (env) => {
  const headers = enforce(
    "default-src 'none'; script-src 'self'; img-src data:; connect-src 'self'",
  )
  await assertAllowed(env, headers, (await env.script(MESSAGE)).url)
})

check('a blocked source is CONNECTING at first, and fails asynchronously', async (env) => {
  const { url } = await env.script(MESSAGE)
  const child = await env.child({ headers: enforce("connect-src 'none'") })
  const states = await child.run(async (url) => {
    const { source, ended } = globalThis.observe(url)
    const states = [source.readyState]
    await Promise.resolve()
    states.push(source.readyState)
    await ended
    return [...states, source.readyState]
  }, url)
  assert.deepEqual(states, [0, 0, 2])
})

check('a blocked source is CLOSED before a response that takes 500 ms', async (env) => {
  const blocked = await env.script(MESSAGE)
  const slow = await env.script({ body: [{ delay: 500 }], then: 'end' })
  const child = await env.child({ headers: enforce(`connect-src ${slow.url}`) })
  const order = await child.run(
    async (blocked, slow) => {
      // The implementation is loaded when the first source has failed.
      await globalThis.observe(blocked).ended
      const order = []
      const response = fetch(slow)
        .then((response) => response.text())
        .then(() => order.push('response'))
      const { ended } = globalThis.observe(blocked)
      await Promise.all([ended.then(() => order.push('error')), response])
      return order
    },
    blocked.url,
    slow.url,
  )
  assert.deepEqual(order, ['error', 'response'])
})

check('close() in a listener of the violation prevents the error', async (env) => {
  const { url } = await env.script(MESSAGE)
  const child = await env.child({ headers: enforce("connect-src 'none'") })
  const entries = await child.run(async (url) => {
    const { source, entries, ended } = globalThis.observe(url)
    const violated = new Promise((resolve) => {
      addEventListener('securitypolicyviolation', () => resolve(source.close()), { once: true })
    })
    await Promise.race([violated, ended])
    await globalThis.observe(url).ended
    return entries
  }, url)
  assert.deepEqual(entries, [])
})
