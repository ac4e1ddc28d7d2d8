/**
 * Runs inside the pages, put there by the browser before anything of theirs: measures what a reader would see. Each
 * function gives a list of what is wrong, told by selector and text, so that an empty list is a good page.
 */
globalThis.peers = (() => {
  const SLACK_PX = 1

  const told = (element) => {
    const id = element.id ? `#${element.id}` : ''
    const names = element.getAttribute('class') ?? ''
    const text = (element.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 50)
    const parent = element.parentElement?.getAttribute('class') ?? element.parentElement?.tagName ?? ''
    return `${parent} > ${element.tagName.toLowerCase()}${id}${names && `.${names.replaceAll(' ', '.')}`} "${text}"`
  }
  const styleOf = (element) => getComputedStyle(element)
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
  /** For screen readers only: a box of next to no size, or clipped away. */
  const isForReaders = (element) => {
    for (let one = element; one !== null; one = one.parentElement) {
      const { clipPath, clip, position } = styleOf(one)
      const { width, height } = one.getBoundingClientRect()
      if (position === 'absolute' && (clipPath !== 'none' || clip !== 'auto' || (width <= 1 && height <= 1)))
        return true
    }
    return false
  }
  const scrolls = (element) => /auto|scroll/.test(styleOf(element).overflowX)
  const scrollsAround = (element) => {
    for (let one = element.parentElement; one !== null; one = one.parentElement) if (scrolls(one)) return one
    return null
  }
  const elements = () => [...document.body.querySelectorAll('*')].filter(isShown)
  const texts = (root = document.body) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const found = []
    while (walker.nextNode()) {
      const { currentNode: node } = walker
      const parent = node.parentElement
      if (node.data.trim() === '' || parent.closest('title, desc, metadata, defs') || !isShown(parent))
        continue
      found.push(node)
    }
    return found
  }
  const boxOf = (node) => {
    const range = document.createRange()
    range.selectNodeContents(node)
    return range.getBoundingClientRect()
  }

  /** The page, or a box in it, is wider than the screen. */
  function overflows() {
    const { scrollWidth, clientWidth } = document.documentElement
    const page = scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide on ${clientWidth}`] : []
    const boxes = elements().filter((element) => {
      const { left, right, width } = element.getBoundingClientRect()
      // A picture is one box; what is drawn in it is looked at elsewhere.
      if (element.ownerSVGElement || width === 0 || (right <= clientWidth + SLACK_PX && left >= -SLACK_PX))
        return false
      return (
        scrollsAround(element) === null &&
        !isForReaders(element) &&
        !element.closest('a[href^="#"]:not(:focus)')
      )
    })
    // What stands in a box that is outside is outside as well.
    const outer = boxes.filter((element) => !boxes.includes(element.parentElement))
    return [...page, ...outer.map((element) => `outside the screen: ${told(element)}`)]
  }

  /** Text that its box cuts off, or that is drawn outside its picture. */
  function clipped() {
    const cut = elements().filter((element) => {
      const { overflowX, overflowY } = styleOf(element)
      const cuts = (overflow) => overflow === 'hidden' || overflow === 'clip'
      if (element.closest('svg') || isForReaders(element) || element.textContent.trim() === '') return false
      return (
        (cuts(overflowX) && element.scrollWidth > element.clientWidth + SLACK_PX) ||
        (cuts(overflowY) && element.scrollHeight > element.clientHeight + SLACK_PX)
      )
    })
    const drawn = drawnTexts().filter(({ text, shown }) => {
      const picture = outermost(text)
      // What is not held back by its picture may spill over into the frame around it.
      const frame = styleOf(picture).overflowX === 'visible' ? picture.closest('figure') : null
      return ![picture, frame ?? picture].some((one) => isWithin(shown, one.getBoundingClientRect()))
    })
    return [
      ...cut.map((one) => `cut off: ${told(one)}`),
      ...drawn.map(({ text }) => `outside its picture: ${told(text)}`),
    ]
  }

  /** Ids in a box of a picture that is too narrow or too low for them; the words after them stand beneath it as well. */
  function cramped() {
    return drawnTexts()
      .filter(({ text, box, shown }) => {
        const id = text.querySelector('.id')
        if (id === null) return false
        return id.getBoundingClientRect().right > shown.right + SLACK_PX || shown.bottom < box.bottom - 3
      })
      .map(({ text }) => `cut off by its box: ${told(text)}`)
  }

  /** Two texts of one picture on the same place. */
  function overprinted() {
    return [...Map.groupBy(drawnTexts(), ({ text }) => outermost(text)).values()].flatMap((boxes) =>
      boxes.flatMap(({ text: one, shown: a }, index) =>
        boxes.slice(index + 1).flatMap(({ text: other, shown: b }) => {
          const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
          const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
          // Line boxes are taller than their letters: lines may touch.
          const lower = Math.min(a.bottom - a.top, b.bottom - b.top) * 0.35
          return wide > 2 && high > lower ? [`over each other: ${told(one)} and ${told(other)}`] : []
        }),
      ),
    )
  }

  const outermost = (element) => {
    const around = element.ownerSVGElement
    return around.ownerSVGElement ? outermost(around) : around
  }
  /** With its box, and with what the box of the picture that it stands in leaves of it. */
  const drawnTexts = () =>
    [...document.querySelectorAll('svg text')]
      .filter((text) => isShown(text) && text.textContent.trim() !== '')
      .map((text) => {
        const box = text.getBoundingClientRect()
        const { ownerSVGElement: around } = text
        if (!around.ownerSVGElement || styleOf(around).overflowX === 'visible')
          return { text, box, shown: box }
        const { a, d, e, f } = around.ownerSVGElement.getScreenCTM()
        const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => around[name].baseVal.value)
        const shown = {
          left: Math.max(box.left, e + a * x),
          right: Math.min(box.right, e + a * (x + width)),
          top: Math.max(box.top, f + d * y),
          bottom: Math.min(box.bottom, f + d * (y + height)),
        }
        return { text, box, shown }
      })
  /** Descenders and line boxes may stand out by a little more than letters do at their sides. */
  const isWithin = (box, around) =>
    box.left >= around.left - SLACK_PX &&
    box.right <= around.right + SLACK_PX &&
    box.top >= around.top - 3 &&
    box.bottom <= around.bottom + 3

  /** Letters that nobody can read without a glass. */
  function tiny(leastPx) {
    return texts().flatMap((node) => {
      const element = node.parentElement
      const scale = element.ownerSVGElement ? Math.abs(element.getScreenCTM().a) : 1
      const size = Number.parseFloat(styleOf(element).fontSize) * scale
      return size < leastPx - 0.05 && !isForReaders(element)
        ? [`${size.toFixed(1)} px: ${told(element)}`]
        : []
    })
  }

  /** Letters in pictures against what is painted behind them, where it is one colour; axe looks at HTML alone. */
  function faint(leastRatio) {
    return [...document.querySelectorAll('svg text')].filter(isShown).flatMap((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect()
      const [x, y] = [(left + right) / 2, (top + bottom) / 2]
      const behind = [...text.ownerSVGElement.querySelectorAll('rect')].filter((rect) => {
        const box = rect.getBoundingClientRect()
        const isBefore = rect.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING
        return isBefore && isShown(rect) && box.left <= x && x <= box.right && box.top <= y && y <= box.bottom
      })
      const ground = behind.reduce(
        (below, rect) => over(paint(styleOf(rect).fill, opacityOf(rect, 'fillOpacity')), below),
        groundOf(text.ownerSVGElement),
      )
      const ink = over(paint(styleOf(text).fill, opacityOf(text, 'fillOpacity')), ground)
      const ratio = contrast(ink, ground)
      return ratio < leastRatio ? [`contrast ${ratio.toFixed(2)}: ${told(text)}`] : []
    })
  }
  const opacityOf = (element, which) => Number(styleOf(element)[which]) * Number(styleOf(element).opacity)
  /** Patterns and `none` let through what is below. */
  function paint(colour, opacity) {
    const numbers = colour
      .match(/^rgba?\(([^)]*)\)/)?.[1]
      ?.split(/[\s,/]+/)
      .map(Number)
    if (numbers === undefined) return [0, 0, 0, 0]
    const [red, green, blue, alpha = 1] = numbers
    return [red, green, blue, alpha * opacity]
  }
  const over = ([r, g, b, alpha], below) =>
    [r, g, b].map((value, index) => value * alpha + below[index] * (1 - alpha))
  function groundOf(element) {
    const layers = []
    for (let one = element; one !== null; one = one.parentElement)
      layers.unshift(styleOf(one).backgroundColor)
    return layers.reduce((below, colour) => over(paint(colour, 1), below), [255, 255, 255])
  }
  function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
    return (light + 0.05) / (dark + 0.05)
  }
  function luminance(colour) {
    const [red, green, blue] = colour.map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  /** One title, and no level left out on the way down. */
  function badOutline() {
    const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(isShown)
    const levels = headings.map(({ tagName }) => Number(tagName[1]))
    const titles = levels.filter((level) => level === 1).length
    return [
      ...(titles === 1 ? [] : [`${titles} h1`]),
      ...headings.flatMap((heading, index) =>
        levels[index] > (levels[index - 1] ?? 0) + 1 ? [`jumps to h${levels[index]}: ${told(heading)}`] : [],
      ),
      ...headings
        .filter((heading) => heading.textContent.trim() === '')
        .map((heading) => `empty: ${told(heading)}`),
    ]
  }

  /** On a phone all is one column: what is read later does not stand higher. A figure and what it is of may be turned round. */
  function readOutOfOrder() {
    let before = null
    return texts().flatMap((node) => {
      const element = node.parentElement
      if (element.closest('svg') || isForReaders(element)) return []
      const group = element.closest('dl > div, tr, li > a') ?? node
      const box = group === node ? boxOf(node) : group.getBoundingClientRect()
      const last = before
      before = { group, box }
      if (
        last === null ||
        last.group === group ||
        box.top >= last.box.top - SLACK_PX ||
        box.bottom > last.box.top
      )
        return []
      return [`stands above what is read before it: ${told(element)}`]
    })
  }

  /** What is cut off at its side and can only be had by scrolling, but not by keyboard; or has no name. */
  function unreachableScrolls() {
    return elements()
      .filter((element) => scrolls(element) && element.scrollWidth > element.clientWidth)
      .filter((element) => {
        const label = element.getAttribute('aria-label') ?? element.getAttribute('aria-labelledby') ?? ''
        return element.tabIndex !== 0 || label === '' || element.getAttribute('role') === null
      })
      .map(told)
  }

  /** On paper nobody scrolls. */
  function scrolledAway() {
    return elements()
      .filter((element) => !element.closest('svg') && !isForReaders(element))
      .filter(
        (element) =>
          styleOf(element).overflowX !== 'visible' &&
          element.clientWidth > 0 &&
          element.scrollWidth > element.clientWidth + SLACK_PX,
      )
      .map(told)
  }

  /** Marks each thing that the Tab key should come to, in the order of the page. */
  function markStops() {
    const stops = [
      ...document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])',
      ),
    ].filter(isShown)
    for (const [index, stop] of stops.entries()) stop.setAttribute('data-stop', String(index))
    return stops.map(told)
  }

  /** Where the Tab key is now, and whether one sees it. */
  function focused() {
    const element = document.activeElement
    if (element === null || element === document.body || element === document.documentElement) return null
    const { outlineStyle, outlineWidth, outlineColor } = styleOf(element)
    const box = element.getBoundingClientRect()
    const ring = outlineStyle === 'auto' || (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2)
    const ratio = contrast(
      over(paint(outlineColor, 1), groundOf(element)),
      groundOf(element.parentElement ?? element),
    )
    const inSight = box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight
    const isSeen =
      ring && (outlineStyle === 'auto' || ratio >= 3) && inSight && box.width > 1 && box.height > 1
    const stop = element.getAttribute('data-stop')
    return { stop: stop === null ? -1 : Number(stop), told: told(element), isSeen }
  }

  /** Where a reader could be led out of the page, or into a program. `allowed`: how the one good address begins. */
  function badLinks(allowed) {
    return [...document.querySelectorAll('[href], [src], [action], [data], [xlink\\:href]')].flatMap(
      (element) => {
        const target = ['href', 'src', 'action', 'data', 'xlink:href']
          .map((name) => element.getAttribute(name))
          .find(Boolean)
        if (target === undefined) return []
        if (target.startsWith('#'))
          return document.getElementById(decodeURIComponent(target.slice(1)))
            ? []
            : [`leads nowhere: ${target}`]
        const isOwn = !/^(?:[a-z][a-z0-9+.-]*:|\/|\\)/i.test(target)
        return isOwn || (allowed !== '' && target.startsWith(allowed)) || /^(?:tel|mailto):/.test(target)
          ? []
          : [`leads elsewhere: ${target.slice(0, 80)}`]
      },
    )
  }

  /** What would run, if something could. */
  function active() {
    return [...document.querySelectorAll('*')].flatMap((element) => [
      ...(/^(?:script|iframe|object|embed|base|form|link|img|input|button|video|audio)$/i.test(
        element.tagName,
      )
        ? [told(element)]
        : []),
      ...[...element.attributes]
        .filter(({ name }) => /^on/i.test(name))
        .map(({ name }) => `${name} of ${told(element)}`),
    ])
  }

  /** What it is printed on. */
  const paper = () => groundOf(document.body)

  return {
    active,
    badLinks,
    badOutline,
    clipped,
    cramped,
    faint,
    focused,
    markStops,
    overflows,
    overprinted,
    paper,
    readOutOfOrder,
    scrolledAway,
    tiny,
    unreachableScrolls,
  }
})()
