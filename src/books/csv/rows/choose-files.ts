/** PURE. Which files of a folder belong to a part. More than one is an error unless the mapping takes them all. */
import type { Part } from '../mapping/mapping.ts'

export type Chosen =
  | { readonly kind: 'files'; readonly names: readonly string[] }
  | { readonly kind: 'none' | 'several'; readonly why: string }

/** `*` is any text, `?` any one character; case does not matter, since Windows made the names. */
export function chooseFiles(part: Part, names: readonly string[]): Chosen {
  const pattern = new RegExp(
    `^${part.file
      .replace(/[\\^$.+()[\]{}|/]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'isu',
  )
  // A name that begins with a dot or a tilde is some program's lock or half-written file.
  const fitting = names.filter((name) => pattern.test(name) && !/^[.~]/.test(name)).sort()
  if (fitting.length === 0) return { kind: 'none', why: `the folder has no file ${part.file}` }
  if (fitting.length === 1 || part.several) return { kind: 'files', names: fitting }
  const why = `${fitting.length} files of the folder fit ${part.file}: keep one there, or let the mapping say "several": "all"`
  return { kind: 'several', why }
}
