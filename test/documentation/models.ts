import { globSync, readFileSync } from 'node:fs'
import table from './models.json' with { type: 'json' }

/** A model used in the repository, and the date from which its provider no longer serves it. */
export type KnownModel = { model: string; ends: string | null; note: string; source: string }

/** The single list of the models that the repository mentions, and of when they end. */
export const knownModels: readonly KnownModel[] = table

const files = [
  '*.{md,ts,json}',
  '.changeset/*.md',
  '.ci/{run,**/*.{mjs,ts}}',
  '{bench,client,contract,docs,events,examples,handlers,middlewares,scripts,src,terraform,test,twin}/**/*.{cts,css,hcl,html,js,json,jsx,md,mjs,tf,tfvars,ts,tsx,txt}',
]
const leftOut = [
  '**/node_modules/**',
  '**/.terraform/**',
  '**/package-lock.json',
  'test/documentation/models.json',
]

/** Model ids of Gemini, and of Bedrock with and without the region of an inference profile. */
const modelIds =
  /\bgemini-\d+(?:\.\d+)?-[a-z][\w-]*\w|\b(?:[a-z]+\.)?(?:ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen)\.[a-z][\w-]*-[\w.:-]*\w/g

/** The files that mention each model, from the repository's root. */
export const mentionedModels = (): Map<string, string[]> => {
  const mentions = new Map<string, string[]>()
  for (const file of globSync(files, { exclude: leftOut })) {
    for (const model of new Set(readFileSync(file, 'utf8').match(modelIds))) {
      mentions.set(model, [...(mentions.get(model) ?? []), file])
    }
  }
  return mentions
}
