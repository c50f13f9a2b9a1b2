// The program that does what the column of eventsource-wasm does, for the user to copy.

/** A value as a literal, in the style of most code. */
function literal(value) {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.join(', ')}]`
  if (typeof value !== 'object') return String(value)
  const key = (name) => (/^[a-z]\w*$/i.test(name) ? name : literal(name))
  const members = Object.entries(value).map(([name, inner]) => `${key(name)}: ${literal(inner)}`)
  return `{ ${members.join(', ')} }`
}

/** The lines of a function that adds a token to the headers. */
function writeHeaders(headers = {}) {
  const own = Object.entries(headers).map(
    ([name, value]) => `${literal(name)}: ${literal(value)}, `,
  )
  return [
    '  headers: async ({ failure }) => {',
    '    if (failure?.status === 401) token = undefined',
    '    token ??= await fetchToken()',
    `    return { ${own.join('')}Authorization: \`Bearer \${token}\` }`,
    '  },',
  ]
}

/** The lines of the options, each with a comma. */
function writeInit({ headers, ...options }, hasToken) {
  const lines = Object.entries(options).map(([name, value]) => `  ${name}: ${literal(value)},`)
  if (hasToken) return [...writeHeaders(headers), ...lines]
  return headers ? [`  headers: ${literal(headers)},`, ...lines] : lines
}

const TOKEN = [
  'let token // fetched again after a 401',
  "const fetchToken = async () => (await fetch('/token', { method: 'POST' })).text()\n",
]

const NATIVE =
  '// Without further options this is the native EventSource, where the browser has one.'

function writeSource(lines, hasToken) {
  const init = lines.length ? `, {\n${lines.join('\n')}\n}` : ''
  return [
    "import { EventSource } from 'eventsource-wasm'\n",
    ...(hasToken ? TOKEN : []),
    ...(init ? [] : [NATIVE]),
    `const source = new EventSource('/events'${init})`,
    "source.onopen = () => console.log('open')",
    'source.onmessage = (event) => console.log(event.data, event.lastEventId)',
    'source.onerror = (event) => console.log(event.reason, event.message)',
    '// Later: source.close()',
  ]
}

const writeAnswer = (lines, hasToken) => [
  "import { events } from 'eventsource-wasm'\n",
  ...(hasToken ? TOKEN : []),
  'const controller = new AbortController() // controller.abort() stops the answer',
  "const answer = events('/events', {",
  ...lines,
  '  signal: controller.signal,',
  '})',
  'let isComplete = false',
  'try {',
  '  for await (const { data } of answer) {',
  "    isComplete = data === '[DONE]'",
  '    if (isComplete) break',
  '    console.log(JSON.parse(data).text)',
  '  }',
  "  if (!isComplete) console.log('the answer is incomplete')",
  '} catch (error) {',
  '  console.log(error.reason, error.message)',
  '}',
]

/** The program; `answers` if it reads one answer with `events()`. */
export function writeCode(options, { hasToken, answers }) {
  const write = answers ? writeAnswer : writeSource
  return `${write(writeInit(options, hasToken), hasToken).join('\n')}\n`
}
