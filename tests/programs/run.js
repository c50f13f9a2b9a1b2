// Runs the programs: `evaluate` calls a function of a program with the library and the URLs of its resources.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { script } from '../page/server.js'
import { programs } from './programs.js'

const TIMEOUT = 30_000

export function testPrograms(evaluate) {
  for (const [name, program] of Object.entries(programs)) {
    test(name, { timeout: TIMEOUT }, async () => {
      const created = {}
      const urls = {}
      for (const [resource, responses] of Object.entries(program.resources)) {
        created[resource] = await script(...responses)
        urls[resource] = created[resource].url
      }
      assert.deepEqual(await evaluate(program.run, urls), program.result)
      for (const [resource, describe] of Object.entries(program.requests)) {
        const { requests } = await created[resource].log()
        assert.deepEqual(requests.map(describe), program.requested[resource])
      }
    })
  }
}
