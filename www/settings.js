// The settings of the server: its form, and the page's URL, which can be shared.

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

/** Shows the description and the number of a scenario. */
export function describeScenario(form, scenario) {
  const { does, amount, answers } = SCENARIOS[scenario]
  form.querySelector('#stop').hidden = !answers
  form.querySelector('#does').textContent = does
  form.querySelector('#amount-field').hidden = !amount
  form.elements.amount.disabled = !amount
  if (!amount) return
  form.elements.amount.value = amount.value
  form.querySelector('#amount-label').textContent = amount.label
  form.querySelector('#amount-unit').textContent = amount.unit
}

/** Sets the options of eventsource-wasm that suit a scenario, and resets all others. */
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
  const scenario = data.get('scenario')
  return {
    scenario,
    answers: SCENARIOS[scenario].answers,
    amount: data.get('amount'),
    ids: data.has('ids'),
    retry: data.get('retry'),
  }
}

/** The names of the columns that the form selects. */
export function readColumns(form) {
  const columns = new FormData(form).get('columns')
  return columns === 'both' ? ['native', 'wasm'] : [columns]
}

/** The scenario, and its number if there is one, in the page's URL. */
export function readUrl() {
  const query = new URLSearchParams(location.search)
  const name = query.get('scenario') ?? ''
  const scenario = Object.hasOwn(SCENARIOS, name) ? name : FIRST_SCENARIO
  return { scenario, amount: query.get('amount') }
}

export function writeUrl({ scenario, amount }) {
  const query = new URLSearchParams({ scenario, ...(amount && { amount }) })
  history.replaceState(null, '', `?${query}`)
}
