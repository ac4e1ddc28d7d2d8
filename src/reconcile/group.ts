/** Lists by key, the way every look-up here is built. */

/** Puts an item at the end of its key's list, which is made when it is the first. */
export function addTo<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}
