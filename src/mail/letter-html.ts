/**
 * PURE. The letter as HTML that every mail program shows: nested tables at most 600 px wide, styles inline, no image,
 * nothing from outside. A style element only adds dark colours, for programs that have them; Outlook gets its width from
 * a table that only Outlook sees.
 */
import { html, type Markup } from '../report/page/markup.ts'
import type { Counted, Heap, LetterBody, Passage } from './letter-body.ts'

const FONT = 'font-family:Arial,Helvetica,sans-serif;'
const INK = 'color:#1b1f24;'
const SOFT = 'color:#4d5661;'
const LINE = 'font-size:16px;line-height:24px;margin:0 0 8px;'
const SMALL = 'font-size:14px;line-height:20px;margin:0 0 6px;'
const BREAK = 'overflow-wrap:anywhere;word-break:break-word;'

/** White on each of these is at least 6 to 1. */
const CALL = '#b3261e'
const DECIDE = '#8a5300'
const AUTOMATIC = '#1c6b3a'
const NOTHING = '#566070'

const COLOURS = { call: CALL, decide: DECIDE, automatic: AUTOMATIC, nothing: NOTHING } as const

export function letterHtml(body: LetterBody, title: string, locale: string): string {
  const document = html`<!doctype html>
<html lang="${locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
${darkStyle}
</head>
<body class="page" bgcolor="#eceff2" style="margin:0;padding:0;background-color:#eceff2;">
<div role="main">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#eceff2" style="background-color:#eceff2;">
<tr><td align="center" style="padding:12px 8px;">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="sheet" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="width:100%;max-width:600px;background-color:#ffffff;text-align:left;">
${banner(body)}
<tr><td class="ink" style="padding:4px 20px;${FONT}${INK}">
${body.holds.map(
  (
    hold,
  ) => html`<p class="ink" style="${LINE}margin-top:12px;${INK}${BREAK}"><strong>${hold.title}.</strong> ${hold.means}</p>
`,
)}${passage(body.outage)}
${heading(body.bookingsTitle)}
${heaps(body.groups)}
${body.addsUp.map(
  (sentence) => html`<p class="soft" style="${SMALL}${SOFT}">${sentence}</p>
`,
)}${
  body.found.length === 0
    ? null
    : html`${heading(body.othersTitle)}
${heaps(body.found)}
`
}${body.passages.map(passage)}</td></tr>
<tr><td class="foot" style="padding:12px 20px 16px;${FONT}border-top:1px solid #c9d0d8;">
${body.footer.map(
  (sentence) => html`<p class="soft" style="${SMALL}${SOFT}${BREAK}">${sentence}</p>
`,
)}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</div>
</body>
</html>
`
  return document.toString()
}

/** The colour says how it stands before a word is read; the words say it again. */
function banner({ kind, isUrgent, practice, heading: title, lead }: LetterBody): Markup {
  const colour =
    kind === 'hold' || isUrgent
      ? CALL
      : kind === 'action'
        ? DECIDE
        : kind === 'automatic'
          ? AUTOMATIC
          : NOTHING
  return html`<tr><td bgcolor="${colour}" style="padding:18px 20px 12px;background-color:${colour};${FONT}color:#ffffff;">
<p style="${SMALL}color:#ffffff;${BREAK}">${practice}</p>
<h1 style="font-size:26px;line-height:32px;margin:0 0 8px;color:#ffffff;">${title}</h1>
${lead.map(
  (sentence) => html`<p style="${LINE}color:#ffffff;font-weight:bold;">${sentence}</p>
`,
)}</td></tr>`
}

const heading = (title: string): Markup =>
  html`<h2 class="ink" style="font-size:18px;line-height:24px;margin:20px 0 8px;${INK}">${title}</h2>`

function passage({ title, sentences, url }: Passage): Markup {
  return html`${heading(title)}
${sentences.map(
  (sentence) => html`<p class="ink" style="${LINE}${INK}${BREAK}">${sentence}</p>
`,
)}${
  url === undefined
    ? null
    : html`<p style="${LINE}${BREAK}"><a class="link" href="${url}" style="color:#0b57a4;">${url}</a></p>
`
}`
}

function heaps(list: readonly Heap[]): Markup {
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 8px;">
${list.map(heap)}</table>`
}

/** A bar of the group's colour, the count, and what is in it. */
function heap({ title, count, group, note, items }: Heap): Markup {
  const colour = COLOURS[group ?? 'nothing']
  return html`<tr>
<td class="count ${group ?? 'nothing'}" align="right" valign="top" width="56" style="width:56px;padding:8px 12px 8px 0;border-left:6px solid ${colour};border-bottom:1px solid #c9d0d8;${FONT}${INK}font-size:22px;line-height:26px;font-weight:bold;">${count}</td>
<td class="line" valign="top" style="padding:8px 0;border-bottom:1px solid #c9d0d8;${FONT}">
<p class="ink" style="font-size:16px;line-height:24px;margin:0;font-weight:bold;${INK}">${title}</p>
${
  note === null
    ? null
    : html`<p class="ink" style="${SMALL}${INK}margin:0;">${note}</p>
`
}${items.map(item)}</td>
</tr>
`
}

const item = ({ title, count }: Counted): Markup =>
  html`<p class="soft" style="${SMALL}${SOFT}margin:0;">${title}:\u00a0${count}</p>
`

/** Inline styles win over a style element, so these must insist. What ignores them shows the light colours. */
const darkStyle = html`<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background-color: #0e1013 !important; }
  .sheet { background-color: #1b1f24 !important; }
  .ink, .count { color: #e8ebef !important; }
  .soft { color: #b4bdc8 !important; }
  .link { color: #8fc1ff !important; }
  .count, .line, .foot { border-bottom-color: #3c454f !important; border-top-color: #3c454f !important; }
  .call { border-left-color: #ff9d94 !important; }
  .decide { border-left-color: #f0b75e !important; }
  .automatic { border-left-color: #7fd6a0 !important; }
  .nothing { border-left-color: #aab4c0 !important; }
}
</style>`
