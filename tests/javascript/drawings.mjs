// Draws each SVG that is read as a line in a real Chromium, at three points of its time and with less motion asked for.
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import chromium from '@sparticuz/chromium'
import { chromium as playwright } from 'playwright-core'

chromium.setGraphicsMode = false
const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args })
const page = await browser.newPage({ viewport: { width: 128, height: 128 } })
const drawn = async () => createHash('sha256').update(await page.screenshot()).digest('hex')

for await (const line of createInterface({ input: process.stdin })) {
  const { still, animation, duration } = JSON.parse(line)
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await page.goto(pathToFileURL(animation).href)
  const points = []
  for (const part of [0.15, 0.4, 0.65]) {
    await page.evaluate((time) => {
      for (const each of document.getAnimations()) {
        each.pause()
        each.currentTime = time
      }
    }, part * duration)
    points.push(await drawn())
  }
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(pathToFileURL(animation).href)
  const moving = await page.evaluate(() => document.getAnimations().length)
  const calm = await drawn()
  await page.goto(pathToFileURL(still).href)
  console.log(JSON.stringify({ points, moving, calm: calm === (await drawn()) }))
}
await browser.close()
