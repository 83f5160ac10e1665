/** Whether a value is an object or an array, and not null. */
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null
