// Installs AWS's runtime interface client, and prints the path of its `index.mjs`.
import { installRuntimeClient } from './install.ts'

console.log(await installRuntimeClient())
