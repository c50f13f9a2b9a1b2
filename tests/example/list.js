// The list of events on the page of an example.

/** Resolves to the lines of the list when there are `count`. */
export const lines = async (page, count) => {
  await page
    .locator('li')
    .nth(count - 1)
    .waitFor()
  return page.locator('li').allTextContents()
}
