// Draws a list of plain shapes as SVG and lets it be saved. Nothing is drawn that is not named here.

const PAINTS = {
  text: "--st-text-color",
  muted: "--st-gray-text-color",
  line: "--st-dataframe-border-color",
  edge: "--st-widget-border-color",
  surface: "--st-secondary-background-color",
  background: "--st-background-color",
  blue: "--st-blue-color",
  green: "--st-green-color",
  fail: "--st-red-color",
  "blue-tint": "--st-blue-background-color",
  "green-tint": "--st-green-background-color",
  "fail-tint": "--st-red-background-color",
}
// What a camera reads is dark on light, whatever the theme.
const FIXED = ["black", "white"]
const NUMBERS = ["x", "y", "width", "height", "rx", "cx", "cy", "r", "font-size", "font-weight", "stroke-width"]
const WORDS = {
  d: /^[MLHVCSQTAZmlhvcsqtaz0-9 ,.-]*$/,
  "stroke-dasharray": /^[0-9 .]*$/,
  "text-anchor": /^(start|middle|end)$/,
}
const TAGS = ["rect", "circle", "path", "text"]
const NARROW_PX = 480
const SCALE = 2 // a saved PNG is sharp on a dense screen

let pictures = 0

class Picture {
  #canvas = make("div", { class: "canvas" })
  #tools = make("div", { class: "tools" })
  #hatch = `hatch-${(pictures += 1)}`
  #watch = new ResizeObserver(() => this.#paint())
  #isNarrow = null
  #data

  constructor() {
    this.node = make("figure", { class: "picture" }, this.#canvas, this.#tools)
    this.#tools.append(this.#saver("PNG", asPng), this.#saver("SVG", asSvg))
    this.#watch.observe(this.node)
  }

  show(data) {
    this.#data = data
    this.#isNarrow = null
    this.#tools.hidden = !data.can_save
    this.#paint()
  }

  close() {
    this.#watch.disconnect()
  }

  #paint() {
    const isNarrow = this.node.clientWidth < NARROW_PX
    if (isNarrow === this.#isNarrow) return
    this.#isNarrow = isNarrow
    const { wide, narrow, finding } = this.#data
    this.#canvas.replaceChildren(drawing(isNarrow ? narrow : wide, finding, this.#hatch))
  }

  #saver(kind, made) {
    const button = make("button", { type: "button" }, `Save as ${kind}`)
    button.addEventListener("click", async () => {
      save(await made(this.#canvas.firstChild), `${this.#data.file}.${kind.toLowerCase()}`)
    })
    return button
  }
}

function drawing({ width, height, shapes }, finding, hatch) {
  const svg = draw("svg", { viewBox: `0 0 ${Number(width)} ${Number(height)}`, role: "img", "aria-label": finding })
  svg.append(hatching(hatch), ...shapes.filter(({ tag }) => TAGS.includes(tag)).map(shape => drawn(shape, hatch)))
  return svg
}

function drawn({ tag, attributes, text }, hatch) {
  const node = draw(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "fill" || name === "stroke") node.style[name] = paintOf(value, hatch)
    else if (NUMBERS.includes(name)) node.setAttribute(name, Number(value))
    else if (Object.hasOwn(WORDS, name) && WORDS[name].test(value)) node.setAttribute(name, value)
  }
  if (tag === "text") node.textContent = text
  return node
}

function paintOf(name, hatch) {
  if (name === "hatch") return `url(#${hatch})`
  if (FIXED.includes(name)) return name
  return Object.hasOwn(PAINTS, name) ? `var(${PAINTS[name]})` : "none"
}

function hatching(id) {
  const ground = draw("rect", { width: 6, height: 6, style: "fill: var(--st-red-background-color)" })
  const stripe = draw("line", { y2: 6, "stroke-width": 3, style: "stroke: var(--st-red-color)" })
  const size = { width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }
  return draw("defs", {}, draw("pattern", { id, ...size }, ground, stripe))
}

/** The drawing on its own: colours resolved to what they are now, on its background, with its own text. */
function standalone(svg) {
  const copy = svg.cloneNode(true)
  const originals = svg.querySelectorAll("*")
  copy.querySelectorAll("*").forEach((node, at) => resolve(node, getComputedStyle(originals[at])))
  const { width, height } = svg.viewBox.baseVal
  const ground = draw("rect", { width, height, fill: getComputedStyle(svg).getPropertyValue(PAINTS.background) })
  copy.prepend(draw("title", {}, svg.getAttribute("aria-label")), ground)
  fill(copy, { width, height, xmlns: "http://www.w3.org/2000/svg" }, [])
  copy.setAttribute("font-family", getComputedStyle(svg).fontFamily)
  return copy
}

function resolve(node, style) {
  for (const role of ["fill", "stroke"]) if (node.style[role]) node.setAttribute(role, style[role])
  node.removeAttribute("style")
}

const asSvg = svg => new Blob([new XMLSerializer().serializeToString(standalone(svg))], { type: "image/svg+xml" })

async function asPng(svg) {
  const copy = standalone(svg)
  copy.prepend(draw("style", {}, await fontFace()))
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }))
  const image = new Image()
  image.src = url
  await image.decode()
  const { width, height } = svg.viewBox.baseVal
  const canvas = fill(document.createElement("canvas"), { width: width * SCALE, height: height * SCALE }, [])
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
  URL.revokeObjectURL(url)
  return new Promise(done => canvas.toBlob(done, "image/png"))
}

/** The page's text font, taken along: an image cannot see the fonts of the page that it came from. */
async function fontFace() {
  const rule = [...document.styleSheets].flatMap(rulesOf).find(isTextFont)
  const source = rule?.style.getPropertyValue("src").match(/url\("?([^")]+)"?\)/)?.[1]
  if (!source) return ""
  const file = await (await fetch(new URL(source, rule.parentStyleSheet.href ?? document.baseURI))).blob()
  const data = await new Promise(done => {
    const reader = new FileReader()
    reader.addEventListener("load", () => done(reader.result))
    reader.readAsDataURL(file)
  })
  return `@font-face { font-family: "Source Sans"; font-weight: 200 900; src: url(${data}) }`
}

function isTextFont(rule) {
  if (!(rule instanceof CSSFontFaceRule)) return false
  const { style } = rule
  return style.getPropertyValue("font-family").includes("Source Sans") && style.getPropertyValue("font-style") !== "italic"
}

function rulesOf(sheet) {
  try {
    return [...sheet.cssRules]
  } catch {
    return [] // another host's sheet, which an extension may have put there
  }
}

function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export default component(() => new Picture())
