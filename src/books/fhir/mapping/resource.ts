/** PURE. Looking into a resource that somebody else wrote: what is not of the kind that was asked for is not there. */
import type { Json } from '../rest.ts'

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The database takes no zero bytes. */
export const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && !value.includes('\u0000')

export function textAt(json: Json | null, name: string): string | null {
  const value = json?.[name]
  return isText(value) ? value : null
}

export function objectAt(json: Json | null, name: string): Json | null {
  const value = json?.[name]
  return isObject(value) ? value : null
}

export function objectsAt(json: Json | null, name: string): readonly Json[] {
  const value = json?.[name]
  return Array.isArray(value) ? value.filter(isObject) : []
}

export function textsAt(json: Json | null, name: string): readonly string[] {
  const value = json?.[name]
  return Array.isArray(value) ? value.filter(isText) : []
}

/** Of these fields, the first that is there and is no list of objects. */
export const noListIn = (json: Json, names: readonly string[]): string | null =>
  names.find((name) => {
    const value = json[name] ?? null
    return value !== null && !(Array.isArray(value) && value.every(isObject))
  }) ?? null

export const typeOf = (resource: Json): string => textAt(resource, 'resourceType') ?? 'resource'

export const idOf = (resource: Json): string | null => textAt(resource, 'id')

export const lastUpdated = (resource: Json): string | null =>
  textAt(objectAt(resource, 'meta'), 'lastUpdated')

/** How a remark calls a resource. What is no plain word may be anything, and is not repeated. */
export function nameOf(resource: Json): string {
  const type = typeOf(resource)
  const id = idOf(resource)
  const told = id === null ? 'without an id' : isPlain(id) ? id : 'of an odd id'
  return `${isPlain(type) ? type : 'resource'} ${told}`
}

const isPlain = (text: string): boolean => /^[\w.-]{1,64}$/.test(text)

/** The values that a resource carries of one system of identifiers, each once. */
export function identifiersOf(resource: Json, system: string): readonly string[] {
  const values = objectsAt(resource, 'identifier')
    .filter((one) => one['system'] === system)
    .flatMap((one) => textAt(one, 'value') ?? [])
  return [...new Set(values)]
}

/** The first code of a list of CodeableConcepts. */
export const firstCode = (concepts: readonly Json[]): string | null =>
  concepts
    .flatMap((concept) => objectsAt(concept, 'coding'))
    .flatMap((one) => textAt(one, 'code') ?? [])[0] ?? null

/** What a CodeableConcept says to a person. */
export const wordsOf = (concept: Json): string | null =>
  textAt(concept, 'text') ??
  objectsAt(concept, 'coding').flatMap((one) => textAt(one, 'display') ?? [])[0] ??
  null

/** A field that is a list in one kind of resource and a single object in another. */
export function oneOrMore(json: Json, name: string): readonly Json[] {
  const one = objectAt(json, name)
  return one === null ? objectsAt(json, name) : [one]
}
