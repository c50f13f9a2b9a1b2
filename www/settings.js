// What the user chose of the server: its form, and the page's address, which can be shared.

import { FIRST_SCENARIO, SCENARIOS } from './scenarios.js'
import { element } from './dom.js'

/** Makes a radio button for each scenario. */
export function listScenarios(list) {
  for (const [value, { name }] of Object.entries(SCENARIOS)) {
    const input = Object.assign(document.createElement('input'), {
      type: 'radio',
      name: 'scenario',
      value,
    })
    const label = element('label', '', 'chip')
    label.append(input, element('span', name))
    list.append(label)
  }
}

/** Shows what the scenario does and its number. */
export function describeScenario(form, scenario) {
  const { does, amount } = SCENARIOS[scenario]
  form.querySelector('#does').textContent = does
  form.querySelector('#amount-field').hidden = !amount
  form.elements.amount.disabled = !amount
  if (!amount) return
  form.elements.amount.value = amount.value
  form.querySelector('#amount-label').textContent = amount.label
  form.querySelector('#amount-unit').textContent = amount.unit
}

/** Sets the options of our client that suit a scenario; all others go back to nothing. */
export function presetOptions(form, scenario) {
  form.reset()
  for (const [name, value] of Object.entries(SCENARIOS[scenario].options ?? {})) {
    const field = form.elements[name]
    if (field.type === 'checkbox') field.checked = value
    else field.value = value
  }
}

export function readServer(form) {
  const data = new FormData(form)
  return {
    scenario: data.get('scenario'),
    amount: data.get('amount'),
    ids: data.has('ids'),
    retry: data.get('retry'),
  }
}

export function namesOf(form) {
  const listen = new FormData(form).get('listen')
  return listen === 'both' ? ['native', 'wasm'] : [listen]
}

/** The scenario, and its number if there is one, of the page's address. */
export function fromAddress() {
  const query = new URLSearchParams(location.search)
  const asked = query.get('scenario')
  const scenario = Object.hasOwn(SCENARIOS, asked ?? '') ? asked : FIRST_SCENARIO
  return { scenario, amount: query.get('amount') }
}

export function toAddress({ scenario, amount }) {
  const query = new URLSearchParams({ scenario, ...(amount && { amount }) })
  history.replaceState(null, '', `?${query}`)
}
