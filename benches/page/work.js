// Fetches a job from the server, runs it, and posts its result.

/** Runs the server's next job with one of the tasks. */
export async function work(tasks, address) {
  const { id, task, ...job } = await (await fetch(`${address}/job`)).json()
  let result
  try {
    result = await tasks[task](job, address)
  } catch (error) {
    result = { error: error?.message || String(error) }
  }
  await fetch(`${address}/result`, { method: 'POST', body: JSON.stringify({ ...result, id }) })
}
