/**
 * PURE. Characters that would act instead of being read: terminal escapes, NUL, and the bidi controls that turn text
 * around. Names and ids come from a public booking form, so they are shown for what they are.
 */

/** The text with every control character replaced by a visible stand-in; everything else as it was. */
export const visible = (text: string): string => text.replace(ACTING, standIn)

/** C0, DEL, C1, bidi marks and embeddings, line and paragraph separators, the BOM, and halves of a character. */
const ACTING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu

function standIn(character: string): string {
  const code = character.charCodeAt(0)
  if (code <= 0x1f) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  return code >= 0xd800 && code <= 0xdfff
    ? '\ufffd'
    : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
}
