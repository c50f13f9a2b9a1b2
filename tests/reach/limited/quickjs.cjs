// Runs a script in QuickJS, whose only globals beside those of the language are `print` and `queueTask`.

const { readFileSync } = require('node:fs')
const { getQuickJS } = require('quickjs-emscripten')

async function main(file) {
  const engine = await getQuickJS()
  const context = engine.newContext()
  const tasks = []
  const define = (name, value) =>
    context
      .newFunction(name, value)
      .consume((handle) => context.setProp(context.global, name, handle))
  define('print', (text) => console.log(context.getString(text)))
  define('queueTask', (task) => void tasks.push(task.dup()))
  const check = (result) => {
    if (!result.error) return result.value?.dispose?.()
    throw Object.assign(new Error(), context.dump(result.error))
  }
  check(context.evalCode(readFileSync(file, 'utf8'), file))
  check(context.runtime.executePendingJobs())
  for (let task; (task = tasks.shift()); task.dispose()) {
    check(context.callFunction(task, context.undefined))
    check(context.runtime.executePendingJobs())
  }
}

main(process.argv[2]).catch((error) => {
  console.error(error)
  process.exitCode = 1
})
