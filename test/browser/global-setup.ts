import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'

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
  const twin = startTwin()
  const close = async () => {
    await Promise.all([stop(twin), browser.close()])
  }
  try {
    provide('twinUrl', await urlOf(twin))
    provide('chromiumEndpoint', browser.wsEndpoint())
  } catch (error) {
    await close()
    throw error
  }
  return close
}

/** Starts the twin as `npm start` does. */
function startTwin() {
  return spawn(process.execPath, ['scripts/start.ts'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PATH: process.env.PATH, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

/** The address that the twin prints once it is listening. */
async function urlOf({ stdout }: ReturnType<typeof startTwin>): Promise<string> {
  let printed = ''
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    printed += chunk
    if (printed.includes('\ncurl ')) break
  }
  const url = /answers on (\S+)/.exec(printed)?.[1]
  if (!url) throw new Error(`npm start printed no address: ${printed}`)
  stdout.resume()
  return url
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || !child.kill()) return
  await once(child, 'exit')
}
