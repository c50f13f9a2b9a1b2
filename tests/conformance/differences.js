// What is known to differ from the standard, and why. A check that is listed here and passes is a failure.
//
//   check    the name of the check, or several
//   of       'native', 'classic', 'module', or 'ours' for both of the latter
//   engines, globals   where; everywhere if they are absent

export const differences = []
