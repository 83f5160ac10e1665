// Uses the local page as people would, in headless Chromium.
// Usage: node test/browser/page.mjs CHROMIUM [SCREENSHOT_FOLDER]; ONLY=text runs the checks with it in their name.
import { mkdir } from 'node:fs/promises'
import { checks as client } from './client.mjs'
import { checks as conversation } from './conversation.mjs'
import { checks as failures } from './failures.mjs'
import { checks as hostile } from './hostile.mjs'
import { checks as keptChats } from './kept-chats.mjs'
import { checks as looks } from './looks.mjs'
import { checks as responsive } from './responsive.mjs'
import { checks as signIn } from './sign-in.mjs'
import { launch, startTwin } from './stage.mjs'

const [executablePath, folder] = process.argv.slice(2)
const { ONLY = '' } = process.env
const checks = {
  ...client,
  ...conversation,
  ...keptChats,
  ...signIn,
  ...failures,
  ...hostile,
  ...looks,
  ...responsive,
}

if (folder) await mkdir(folder, { recursive: true })
const twin = await startTwin()
const browser = await launch(executablePath)
let failed = 0
try {
  for (const [name, check] of Object.entries(checks)) {
    if (!name.includes(ONLY)) continue
    try {
      const detail = await check({ browser, url: twin.url, folder })
      console.log(`ok      ${name}${detail ? `: ${detail}` : ''}`)
    } catch (error) {
      failed += 1
      console.log(`FAILED  ${name}: ${error.stack}`)
    }
  }
} finally {
  await browser.close()
  twin.stop()
}
process.exitCode = failed === 0 ? 0 : 1
