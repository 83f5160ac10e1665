export { buildLibrary as setup } from '../../scripts/build/library.ts'
