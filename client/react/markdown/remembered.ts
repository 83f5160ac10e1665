/** Keeps what is read from an object with it, for objects that do not change. */
export const remembered = <Key extends object, Value>(
  read: (key: Key) => Value,
): ((key: Key) => Value) => {
  const known = new WeakMap<Key, { value: Value }>()
  return (key) => {
    const entry = known.get(key) ?? { value: read(key) }
    known.set(key, entry)
    return entry.value
  }
}
