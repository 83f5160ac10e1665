import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'

const files: Record<string, { file: string; type: string }> = {
  '/': { file: 'twin/page/index.html', type: 'text/html; charset=utf-8' },
  '/icon.svg': { file: 'twin/page/icon.svg', type: 'image/svg+xml' },
  '/page.css': { file: 'twin/page/page.css', type: 'text/css; charset=utf-8' },
  '/chatbot.css': { file: 'client/react/chatbot.css', type: 'text/css; charset=utf-8' },
  '/page.js': { file: 'dist/page/page.js', type: 'text/javascript; charset=utf-8' },
}

/** The parts of the page's script that it loads on demand. */
const chunk = /^\/chunks\/[\w-]+\.js$/

/** Sends one of the page's files; 404 for anything else. */
export const servePage = async (pathname: string, response: ServerResponse): Promise<void> => {
  const found = fileOf(pathname)
  const body =
    found &&
    (await readFile(new URL(`../../${found.file}`, import.meta.url)).catch(() => undefined))
  if (!found || !body) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found')
    return
  }
  response
    .writeHead(200, {
      'content-type': found.type,
      'content-security-policy': "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      'cache-control': 'no-cache',
    })
    .end(body)
}

function fileOf(pathname: string): { file: string; type: string } | undefined {
  if (chunk.test(pathname)) {
    return { file: `dist/page${pathname}`, type: 'text/javascript; charset=utf-8' }
  }
  return Object.hasOwn(files, pathname) ? files[pathname] : undefined
}
