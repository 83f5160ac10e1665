import { readFileSync } from 'node:fs'

const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** What an export names, by the source that it is compiled from. */
const names = Object.fromEntries(
  Object.entries(exports)
    .filter(([, target]) => target.types)
    .map(([name, { types }]) => [
      types.replace('./dist/lib/', '').replace('.d.ts', ''),
      name.replace('.', 'middy-chat'),
    ]),
)

/** Modules are called as they are imported. @type {(app: import('typedoc').Application) => void} */
const importNames = ({ converter }) => {
  converter.on('resolveBegin', ({ project }) => {
    for (const module of project.children ?? []) module.name = names[module.name] ?? module.name
  })
}

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'middy-chat',
  entryPoints: Object.keys(names).map((source) =>
    source.startsWith('client/react') ? `../${source}.tsx` : `../${source}.ts`,
  ),
  displayBasePath: '..',
  tsconfig: 'tsconfig.json',
  readme: '../middlewares/README.md',
  projectDocuments: ['write-your-own.md', 'write-a-model.md'],
  out: '../dist/docs',
  plugin: [importNames],
  // No page says where the sources are: the repository may be cloned from anywhere.
  disableSources: true,
  treatWarningsAsErrors: true,
  // Nobody has to name them: what of them matters is said where they are used.
  intentionallyNotExported: [
    'AnswerContext',
    'AnswerInternal',
    'ErrorCode',
    'Failure',
    'Internal',
    'KeyServer',
    'Keys',
    'Multiple',
    'User',
    'twin/services/tokens.ts:TokenUse',
  ],
  validation: { notExported: true, invalidLink: true, invalidPath: true, notDocumented: true },
  // A field whose name says it all needs no words; the options are held to theirs by a test.
  requiredToBeDocumented: ['Class', 'Function', 'Method', 'TypeAlias', 'Variable'],
}
