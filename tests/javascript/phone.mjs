// Opens a page in a real Chromium as wide as a phone, and prints which cells of its tables are cut by the card around them.
import { pathToFileURL } from 'node:url'
import chromium from '@sparticuz/chromium'
import { chromium as playwright } from 'playwright-core'

chromium.setGraphicsMode = false
const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args })
const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
const said = []
page.on('pageerror', (error) => said.push(error.message))
page.on('console', (message) => said.push(message.text()))
await page.goto(pathToFileURL(process.argv[2]).href)
const seen = await page.evaluate(() => {
  const cells = [...document.querySelectorAll('.card th, .card td')]
  const isCut = (cell) => cell.getBoundingClientRect().right > cell.closest('.card').getBoundingClientRect().right
  return {
    cells: cells.length,
    cut: cells.filter(isCut).map((cell) => cell.textContent),
    wide: document.documentElement.scrollWidth > innerWidth,
  }
})
console.log(JSON.stringify({ ...seen, said }))
await browser.close()
