// Functions of every component; this file is put in front of each component's own module.

/** An element with attributes and children. Strings become text, never markup. */
function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children)
}

/** The same for SVG. */
function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children)
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "")
    else if (value !== false && value != null) node.setAttribute(name, value)
  }
  node.append(...children)
  return node
}

const views = new WeakMap()

/**
 * A component from `create()`, which gives `{node, show(data, send), close()}`. Streamlit calls again on every
 * change of data or theme: the view is made once per parent element, shown each time, and closed with the parent.
 */
function component(create) {
  return ({ data: [data], parentElement: parent, setStateValue, setTriggerValue }) => {
    if (!views.has(parent)) open(parent, create())
    views.get(parent).show(data, { state: setStateValue, trigger: setTriggerValue })
    return () => close(parent)
  }
}

function open(parent, view) {
  const root = make("div", { class: "root" }, view.node)
  root.addEventListener("keydown", keepFromStreamlit)
  parent.append(root)
  views.set(parent, view)
}

function close(parent) {
  const view = views.get(parent)
  views.delete(parent)
  view?.close?.()
  view?.node.parentNode.remove()
}

/** Streamlit reruns on R and clears caches on C, even from within a component. */
function keepFromStreamlit(event) {
  const bare = !event.ctrlKey && !event.metaKey && !event.altKey
  if (bare && "rcRC".includes(event.key)) event.stopPropagation()
}

const ICONS = {
  check: "M3 8.6l3.3 3.3L13 4.6",
  cross: "M4 4l8 8M12 4l-8 8",
  up: "M8 13V3.6M3.8 7.4L8 3.2l4.2 4.2",
  down: "M8 3v9.4M3.8 8.6L8 12.8l4.2-4.2",
  out: "M3 8h7.4M7 4.4L10.8 8 7 11.6M13.4 3.2v9.6",
  back: "M13 8H5.6M9 4.4L5.2 8 9 11.6M2.6 3.2v9.6",
  grip: "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
}

/** An icon; its meaning always stands in words beside it. */
function icon(name) {
  const path = draw("path", { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": 2 })
  fill(path, { "stroke-linecap": "round", "stroke-linejoin": "round" }, [])
  return draw("svg", { viewBox: "0 0 16 16", class: `icon ${name}`, "aria-hidden": "true" }, path)
}

const STATUS = "cutover-status"
const UNSEEN = "position: fixed; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap"
const SILENCE_MS = 60

/**
 * The page's one ARIA live region, which outlives every component. Screen readers speak a change only, so `say`
 * empties it first: the same text is spoken again. What is said within a moment is said together.
 */
function liveRegion() {
  return { say, clear: () => status().replaceChildren() }
}

function say(text) {
  const node = status()
  const waiting = node.dataset.waiting
  node.dataset.waiting = [waiting, text].filter(Boolean).join(" ")
  if (waiting !== undefined) return
  node.replaceChildren()
  setTimeout(() => {
    node.replaceChildren(node.dataset.waiting)
    delete node.dataset.waiting
  }, SILENCE_MS)
}

function status() {
  const attributes = { id: STATUS, role: "status", "aria-live": "polite", style: UNSEEN }
  return document.getElementById(STATUS) ?? document.body.appendChild(make("p", attributes))
}

/** News from one component of a page to the others, such as "connected"; `listen` ends with the signal. */
function emit(name, detail) {
  window.dispatchEvent(new CustomEvent(`cutover:${name}`, { detail }))
}

function listen(name, signal, handle) {
  window.addEventListener(`cutover:${name}`, event => handle(event.detail), { signal })
}

/** Spans of text, code and strong, as problems.markup has them. */
function prose(spans) {
  const tags = { text: "span", code: "code", strong: "strong" }
  return spans.map(({ kind, text }) => make(tags[kind] ?? "span", { translate: kind === "code" && "no" }, text))
}
