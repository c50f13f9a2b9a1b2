// A real nginx in front of the test server, on free ports. It writes only to a temporary folder.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { PROXY, which } from '../../scripts/setup.js'
import { HOST } from '../../www/listen.js'
import { freePort } from './process.js'

const TIMEOUT = 10_000

const config = (folder, upstream, sites) => `
daemon off;
master_process off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${sites
    .map(
      ({ port, directives }) => `server {
    listen ${HOST}:${port};
    keepalive_timeout 0;
    proxy_set_header Host $http_host;
    location / {
      proxy_pass ${upstream};
    }
    # Only the scripted resources: the page and its scripts may take longer on a busy machine.
    location ~ ^/(scripts|faulty)/ {
      proxy_pass ${upstream};
      ${directives}
    }
  }`,
    )
    .join('\n  ')}
}
`

/** Starts nginx in front of the server at `upstream`, with one address for each of the blocks of directives. */
export async function startNginx(upstream, ...blocks) {
  if (!which(PROXY)) throw new Error(`${PROXY} is not installed`)
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'))
  const sites = []
  for (const directives of blocks) sites.push({ port: await freePort(), directives })
  const file = join(folder, 'nginx.conf')
  await writeFile(file, config(folder, upstream, sites))
  const nginx = spawn(which(PROXY), ['-p', folder, '-c', file, '-e', join(folder, 'error.log')])
  let stderr = ''
  nginx.stderr.on('data', (data) => (stderr += data))
  const addresses = sites.map(({ port }) => `http://${HOST}:${port}`)
  const deadline = performance.now() + TIMEOUT
  while (!(await fetch(addresses.at(-1)).catch(() => undefined))) {
    if (nginx.exitCode !== null || performance.now() > deadline) throw new Error(`nginx: ${stderr}`)
    await wait(50)
  }
  const close = async () => {
    nginx.kill()
    await once(nginx, 'exit')
    await rm(folder, { recursive: true })
  }
  return { addresses, close }
}
