// The elements that several parts of the page create.

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 1,
  hourCycle: 'h23',
})

export function element(name, text, className = '') {
  const node = document.createElement(name)
  node.textContent = text
  node.className = className
  return node
}

export const time = (at) => element('time', clock.format(at))

export function item(...nodes) {
  const node = document.createElement('li')
  node.append(...nodes)
  return node
}

/** Parses lines of `Name: value`; a line without a colon throws. */
export function parseHeaders(text) {
  const lines = text.split('\n').filter((line) => line.trim())
  return lines.map((line) => {
    const colon = line.indexOf(':')
    if (colon < 1) throw new TypeError(`'${line}' is not a header: write 'Name: value'.`)
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
  })
}
