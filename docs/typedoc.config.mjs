import { packageEntries } from '../scripts/package-entries.ts'

/** What a module is imported by, by its source without the ending, as TypeDoc calls it. */
const names = Object.fromEntries(
  Array.from(packageEntries, ([name, source]) => [source.replace(/\.tsx?$/, ''), name]),
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
  entryPoints: Array.from(packageEntries.values(), (source) => `../${source}`),
  displayBasePath: '..',
  tsconfig: 'tsconfig.json',
  readme: '../middlewares/README.md',
  projectDocuments: ['write-your-own.md', 'write-a-model.md', 'routes.md'],
  out: '../dist/docs',
  plugin: [importNames],
  // No page says where the sources are: the repository may be cloned from anywhere.
  disableSources: true,
  treatWarningsAsErrors: true,
  // Nobody has to name them: what of them matters is said where they are used.
  intentionallyNotExported: [
    'AnswerContext',
    'AnswerInternal',
    'Failure',
    'KeyServer',
    'Keys',
    'Multiple',
    'User',
    'errorCatalogue',
    'twin/services/tokens.ts:TokenUse',
  ],
  validation: { notExported: true, invalidLink: true, invalidPath: true, notDocumented: true },
  // A field whose name says it all needs no words; the options are held to theirs by a test.
  requiredToBeDocumented: ['Class', 'Function', 'Method', 'TypeAlias', 'Variable'],
}
