// The list of checks. Each is named after the rule that it checks.

/** The globals that expose EventSource. */
export const GLOBALS = ['window', 'dedicated', 'shared', 'service']

export const checks = []

/**
 * Returns the function that adds a check to a section. `run(env)` fails by throwing; see env.js for `env`. `globals` are
 * those that the rule applies to, and `engines` those in which it can be checked, if not all. A check that is `timed` runs after the others, and one
 * that runs `alone` after these. A check with `child` runs in a page that
 * starts globals of the kind under test, instead of running in such a global. `timeout` is in milliseconds.
 */
export const section =
  (title) =>
  (
    name,
    run,
    { globals = GLOBALS, engines, timed = false, alone = false, child = false, timeout } = {},
  ) => {
    if (checks.some((check) => check.name === name)) throw new Error(`two checks: '${name}'`)
    checks.push({ section: title, name, run, globals, engines, timed, alone, child, timeout })
  }
