// The list of checks. Each is named after the rule that it checks.

/** Every global that has an event source. */
export const GLOBALS = ['window', 'dedicated', 'shared', 'service']

export const checks = []

/**
 * The function that adds a check to a section: `run(env)` fails by throwing (see env.js for `env`). `globals` are those that
 * the rule is about; a check that is `timed` runs when the others are done.
 */
export const section =
  (title) =>
  (name, run, { globals = GLOBALS, timed = false } = {}) => {
    if (checks.some((check) => check.name === name)) throw new Error(`two checks: '${name}'`)
    checks.push({ section: title, name, run, globals, timed })
  }
