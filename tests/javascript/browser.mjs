// Opens a page in a real Chromium and prints what it shows, line by line; each line that is read loads the page again.
import { createServer } from 'node:http'
import chromium from '@sparticuz/chromium'
import { chromium as playwright } from 'playwright-core'

const { port, script } = JSON.parse(process.argv[2])
const html = `<!doctype html><meta charset="utf-8"><title>A page</title><script type="module">${script}</script>`
const pages = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end(html))
await new Promise((listening) => pages.listen(port, '127.0.0.1', listening))

chromium.setGraphicsMode = false
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  // It would let every page read everything, and origins are part of what is seen here.
  args: chromium.args.filter((each) => each !== '--disable-web-security'),
})
const page = await browser.newPage()
page.on('pageerror', (error) => console.error(error.message))
page.on('console', (message) => console.error(message.text()))
await page.exposeFunction('show', (item) => console.log(JSON.stringify(item)))
await page.goto(`http://127.0.0.1:${port}/`)
for await (const _ of process.stdin) await page.reload()
await browser.close()
pages.close()
