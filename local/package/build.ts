export { buildLibrary as setup } from '../build/library.ts'
