/** The noun for "did you mean": which of the candidates may be meant, the nearest first. The program brings it. */
export type Near = (typed: string, candidates: Iterable<string>) => readonly string[]
