import { createServer } from 'node:http'
import { listen } from '../../www/listen.js'

/** A port for a program that cannot take any free one by itself. */
export async function freePort() {
  const { address, close } = await listen(createServer())
  await close()
  return Number(new URL(address).port)
}
