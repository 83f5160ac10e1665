// dynalite has no types. These are of what lies behind its HTTP server.

declare module 'dynalite/db/index.js' {
  export type Store = { lifecycleManager: { gracefulClose(): Promise<void> } }
  const db: {
    create(options: { path?: string; createTableMs: number }): Store
  }
  export default db
}

declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js'

  const validations: {
    checkTypes(input: object, types: object): object
    checkValidations(input: object, types: object, custom: unknown, store: Store): void
  }
  export default validations
}
