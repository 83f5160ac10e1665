import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { CommandFailure } from '../../command.ts'
import type { DiagFunction } from './functions.ts'

/** What Terraform says about a function. */
export type Deployed = { endpoint: string; functionName: string }

/**
 * Reads the endpoint of a function from the outputs of the state that is selected in a folder.
 *
 * @throws CommandFailure if there is none, or the state is that of another environment
 */
export const deployedBy = async (
  folder: string,
  environment: string,
  { outputs }: DiagFunction,
): Promise<Deployed> => {
  const values = await outputsOf(folder)
  const [endpoint, functionName] = [outputs.endpoint, outputs.functionName].map(
    (name) => values[name]?.value,
  )
  if (typeof endpoint !== 'string' || typeof functionName !== 'string') {
    throw new CommandFailure(
      `the outputs of ${folder} have no ${outputs.endpoint}: apply it, or give the address by --url.`,
    )
  }
  // E.g. `middy-chat-query-dev`.
  if (!`-${functionName}-`.includes(`-${environment}-`)) {
    throw new CommandFailure(
      `the state of ${folder} is that of ${functionName}, not of ${environment}: run terraform init -reconfigure with the backend file of ${environment}.`,
    )
  }
  return { endpoint, functionName }
}

async function outputsOf(folder: string): Promise<Record<string, { value?: unknown }>> {
  // Without it, execFile would report the command as missing.
  if (!existsSync(folder)) throw new CommandFailure(`${folder}: no such folder; see --terraform.`)
  try {
    const { stdout } = await promisify(execFile)('terraform', ['output', '-no-color', '-json'], {
      cwd: folder,
    })
    return JSON.parse(stdout)
  } catch (error) {
    throw new CommandFailure(`terraform output in ${folder}: ${reasonOf(error)}`)
  }
}

function reasonOf(error: unknown): string {
  const { code, stderr = '' } = error as { code?: string | number; stderr?: string }
  if (code === 'ENOENT') return 'terraform is not installed; give the address by --url.'
  // "╷\n│ Error: Backend initialization required …"
  return /Error: (.*)/.exec(stderr)?.[1] ?? String((error as Error).message).split('\n', 1)[0] ?? ''
}
