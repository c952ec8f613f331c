// Opens a plugin's contact sheet in a real Chromium, uses its switches and its tiles, and prints what was seen.
import { pathToFileURL } from 'node:url'
import chromium from '@sparticuz/chromium'
import { chromium as playwright } from 'playwright-core'

chromium.setGraphicsMode = false
const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args })
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
const said = []
page.on('pageerror', (error) => said.push(error.message))
page.on('console', (message) => said.push(message.text()))
await page.goto(pathToFileURL(process.argv[2]).href)
await page.waitForFunction(() => [...document.querySelectorAll('audio')].every((each) => each.readyState > 0))

const look = () =>
  page.evaluate(() => ({
    broken: [...document.images].filter((each) => !each.complete || !each.naturalWidth).map((each) => each.alt),
    moving: [...document.querySelectorAll('.moving')].filter((each) => each.checkVisibility()).length,
    calm: [...document.querySelectorAll('.calm')].filter((each) => each.checkVisibility()).length,
    side: document.querySelector('.calm, .moving')?.getBoundingClientRect().width,
    ground: getComputedStyle(document.body).backgroundColor,
    wide: document.documentElement.scrollWidth > innerWidth,
  }))
const seen = { first: await look(), seconds: await page.$$eval('audio', (all) => all.map((each) => each.duration)) }
await page.click('#dark')
seen.dark = await look()
await page.click('#size-256')
seen.large = await look()
await page.click('#size-48')
seen.small = await look()
const tile = page.locator('.gift').first()
const heard = tile.locator('audio').evaluate((each) => new Promise((done) => each.addEventListener('ended', () => done(each.currentTime))))
await tile.locator('button').click()
seen.again = (await tile.locator('.moving').getAttribute('src')).split('#')[1]
seen.heard = await heard
await page.click('#reduced')
seen.reduced = await look()
console.log(JSON.stringify({ ...seen, said }))
await browser.close()
