/** Several things at a time, and what came of them in the order in which they were asked for. */

/**
 * `make` works on up to `atOnce` items at a time; `take` gets what was made one by one, in the order of the items. What
 * waits to be taken counts as being worked on, so that no more than `atOnce` are ever held. When one of them throws,
 * nothing new is begun, and it is thrown once all that was begun is over: nobody closes a door behind work that goes on.
 */
export async function inOrder<Item, Made, Taken>(
  items: readonly Item[],
  atOnce: number,
  make: (item: Item, index: number) => Promise<Made>,
  take: (made: Made, index: number) => Promise<Taken>,
): Promise<Taken[]> {
  const begun = new Map<number, Promise<Made>>()
  const taken: Taken[] = []
  let next = 0
  try {
    for (let index = 0; index < items.length; index++) {
      for (; next < items.length && next < index + Math.max(1, atOnce); next++) {
        const made = make(items[next] as Item, next)
        // Looked at when its turn comes; until then it is not unhandled.
        made.catch(() => undefined)
        begun.set(next, made)
      }
      const made = await (begun.get(index) as Promise<Made>)
      begun.delete(index)
      taken.push(await take(made, index))
    }
    return taken
  } finally {
    await Promise.allSettled(begun.values())
  }
}
