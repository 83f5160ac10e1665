import { expect, it } from 'vitest'
import { isLoopback } from './loopback.ts'

it.each([
  'http://localhost/',
  'http://LOCALHOST:8787/jwks.json',
  'https://127.0.0.1:1',
  'http://127.255.255.254/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f.0.0.1/',
  'http://[::1]:80/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://evil.example@localhost/',
])('%s is this machine', (url) => {
  expect(isLoopback(new URL(url))).toBe(true)
})

it.each([
  'http://localhost.evil.example/',
  'http://127.0.0.1.evil.example/',
  'http://localhost@evil.example/',
  'http://127.0.0.1@evil.example/',
  'http://evil.example/?localhost',
  'http://evil.example#127.0.0.1',
  'http://mylocalhost/',
  'http://0.0.0.0/',
  'http://10.0.0.1/',
  'http://128.0.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::]/',
  'http://[::ffff:10.0.0.1]/',
  'file:///etc/passwd',
  'data:text/plain,localhost',
])('%s is not', (url) => {
  expect(isLoopback(new URL(url))).toBe(false)
})
