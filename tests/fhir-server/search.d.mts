/** What of the search the tests use in their own process. */
import type { Resource } from './start.ts'

export function matching(
  store: { all(type: string): readonly Resource[] },
  type: string,
  query: URLSearchParams,
): Resource[]
