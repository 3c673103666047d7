// Keyboard shortcuts of a page, with the list of them on `?`. They never fire while somebody types.

const SWITCH = "cutover.single-keys"
const TYPING = "input:not([type=radio]):not([type=checkbox]):not([type=button]), textarea, select, [contenteditable=true]"

function createKeys() {
  const open = make("button", { type: "button", class: "open" }, make("kbd", {}, "?"), "Keyboard shortcuts")
  const table = make("dl", { class: "table" })
  const toggle = make("input", { type: "checkbox", id: "single" })
  const done = make("button", { type: "button", class: "done" }, "Close")
  const dialog = make(
    "dialog",
    { "aria-labelledby": "title" },
    make("h2", { id: "title" }, "Keyboard shortcuts"),
    table,
    make("label", { for: "single" }, toggle, "Single keys work (turn off if you speak to your computer)"),
    done,
  )
  const my = { bindings: [], send: null, back: null }

  function show({ bindings, others }, { trigger }) {
    Object.assign(my, { bindings, send: trigger })
    const rows = [...bindings, { keys: ["?"], label: "Show this list" }, ...others]
    table.replaceChildren(...rows.flatMap(rowOf))
    toggle.checked = singleKeys()
  }

  function press(event) {
    if (event.repeat || event.isComposing || event.defaultPrevented || dialog.open) return
    const pressed = nameOf(event)
    const isSingle = pressed.length === 1
    if (isSingle && (!singleKeys() || typesIn(event.composedPath()[0]))) return
    if (document.querySelector("[data-testid=stDialog]")) return
    if (pressed === "?") return act(event, openList)
    const binding = my.bindings.find(({ keys }) => keys.includes(pressed))
    if (binding) act(event, () => my.send("pressed", binding.action))
  }

  function openList() {
    my.back = deepFocus()
    dialog.showModal()
  }

  open.addEventListener("click", openList)
  done.addEventListener("click", () => dialog.close())
  dialog.addEventListener("click", event => event.target === dialog && dialog.close())
  dialog.addEventListener("close", () => (my.back ?? open).focus())
  toggle.addEventListener("change", () => remember(toggle.checked))
  document.addEventListener("keydown", press, { capture: true })
  return {
    node: make("div", { class: "keys" }, open, dialog),
    show,
    close: () => document.removeEventListener("keydown", press, { capture: true }),
  }
}

function act(event, then) {
  event.preventDefault()
  event.stopPropagation()
  then()
}

/** "a", "?" or "Ctrl+Enter"; a letter with Shift is the capital, which no page uses. */
function nameOf({ key, ctrlKey, metaKey, altKey }) {
  return (ctrlKey || metaKey ? "Ctrl+" : "") + (altKey ? "Alt+" : "") + key
}

const typesIn = node => node instanceof Element && node.closest(TYPING) !== null

function deepFocus() {
  let node = document.activeElement
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement
  return node === document.body ? null : node
}

function rowOf({ keys, label }) {
  return [make("dt", {}, ...keys.map(key => make("kbd", {}, key))), make("dd", {}, label)]
}

/** Without storage (a private window, say) single keys are on until the page is left. */
function singleKeys() {
  try {
    return localStorage.getItem(SWITCH) !== "off"
  } catch {
    return true
  }
}

function remember(on) {
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off")
  } catch {
    // Nothing to remember it in.
  }
}

export default component(createKeys)
