import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { startLocal } from './local.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The twin's address, without a trailing slash. */
    twinUrl: string
    /** Where Playwright finds the browser. */
    chromiumEndpoint: string
  }
}

/** Starts the twin and Chromium, once for all test files. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const executablePath = process.env.CHROMIUM || '/usr/bin/chromium'
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}. Install it, e.g. by "apt install chromium fonts-nanum", or name one in CHROMIUM.`,
    )
  }
  const browser = await chromium.launchServer({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  try {
    const local = await startLocal()
    provide('twinUrl', local.url)
    provide('chromiumEndpoint', browser.wsEndpoint())
    return async () => {
      await Promise.all([local[Symbol.asyncDispose](), browser.close()])
    }
  } catch (error) {
    await browser.close()
    throw error
  }
}
