/**
 * Checks what the types of some options cannot say, or a caller without types ignored.
 *
 * @param rules each in words, with the option's name first, and whether it is kept
 * @throws TypeError with every rule that is broken
 */
export const checkOptions = (pkg: string, rules: Record<string, boolean>): void => {
  const broken = Object.keys(rules).filter((rule) => !rules[rule])
  if (broken.length > 0) throw new TypeError(broken.join('; '), { cause: { package: pkg } })
}

/** @throws TypeError naming every option that is not a positive whole number, of milliseconds or of anything else */
export const checkPositive = (pkg: string, options: Record<string, number>): void => {
  const wrong = Object.entries(options).filter(
    ([, value]) => !Number.isInteger(value) || value <= 0,
  )
  const names = wrong.map(([name]) => name).join(', ')
  checkOptions(pkg, { [`${names}: a positive whole number is needed`]: wrong.length === 0 })
}

/** Whether it is a list of at least one string, none of them empty. */
export const isListOfNames = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((name) => typeof name === 'string' && name !== '')
