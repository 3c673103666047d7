// A terminal in the learner's workbench. What is drawn is xterm.js; this is its line to the server.

const PAUSES_MS = [500, 1000, 2000, 4000, 8000]
const HOW = "Shift+Escape leaves the terminal."
const CUT_OFF = "The line was cut off. Trying again."
const BACK = `The line was cut off and is open again. Your workspace and your files are as they were. ${HOW}`
const AWAY = "The terminal cannot be reached. Your workspace is as it was."

class Terminal {
  #screen = make("div", { class: "screen" })
  #said = make("p", { class: "said", role: "status" }, "Opening")
  #again = make("button", { type: "button", class: "again", hidden: true }, "Open it again")
  #watch = new ResizeObserver(() => this.#fit())
  #keys = new TerminalKeys(
    keys => this.#type(keys),
    () => this.#xterm?.modes.applicationCursorKeysMode,
  )
  #data = null
  #xterm = null
  #fitter = null
  #socket = null
  #pauses = [...PAUSES_MS]
  #timer
  #isClosed = false
  #isOpening = false

  constructor() {
    const below = make("div", { class: "below" }, this.#said, this.#again)
    this.node = make("div", { class: "terminal" }, this.#screen, this.#keys.node, below)
    this.#again.addEventListener("click", () => this.#reopen())
  }

  show(data) {
    const isFirst = this.#data === null
    this.#data = data
    if (isFirst) this.#begin()
    else if (this.#xterm) this.#xterm.options.theme = colours(this.node)
  }

  close() {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#watch.disconnect()
    this.#socket?.close()
    this.#xterm?.dispose()
  }

  async #begin() {
    const files = new URL(this.#data.files, document.baseURI)
    const [{ Terminal: Xterm }, { FitAddon }] = await Promise.all([
      import(new URL("xterm.mjs", files)),
      import(new URL("fit.mjs", files)),
      styled(this.node, new URL("xterm.css", files)),
    ])
    if (this.#isClosed) return
    this.#xterm = new Xterm({
      theme: colours(this.node),
      fontFamily: getComputedStyle(this.node).getPropertyValue("--st-code-font") || "monospace",
      fontSize: 13,
      cursorBlink: false,
      screenReaderMode: true,
      scrollback: 5000,
      minimumContrastRatio: 4.5,
    })
    this.#fitter = new FitAddon()
    this.#xterm.loadAddon(this.#fitter)
    this.#xterm.open(this.#screen)
    this.#xterm.attachCustomKeyEventHandler(event => this.#isForShell(event))
    this.#xterm.onData(keys => this.#type(this.#keys.typed(keys)))
    this.#xterm.onResize(() => this.#tellSize())
    this.#watch.observe(this.#screen)
    this.#fit()
    this.#connect()
  }

  #isForShell(event) {
    if (!(event.key === "Escape" && event.shiftKey)) return true
    if (event.type === "keydown") this.#xterm.blur()
    return false
  }

  #connect() {
    const url = new URL(this.#data.socket, document.baseURI)
    url.protocol = url.protocol.replace("http", "ws")
    const socket = new WebSocket(url)
    let farewell = null
    this.#isOpening = true
    socket.binaryType = "arraybuffer"
    this.#socket = socket
    socket.addEventListener("open", () => this.#tellSize())
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") farewell = data
      else this.#write(new Uint8Array(data))
    })
    socket.addEventListener("close", () => {
      if (this.#isClosed || socket !== this.#socket) return
      if (farewell === null) this.#retry()
      else this.#stop(farewell)
    })
  }

  #write(bytes) {
    if (this.#isOpening) this.#tell(this.#pauses.length < PAUSES_MS.length ? BACK : HOW)
    this.#isOpening = false
    this.#pauses = [...PAUSES_MS]
    this.#xterm.write(bytes)
  }

  /** A line that drops says nothing: try again, each time a little later. */
  #retry() {
    const pause = this.#pauses.shift()
    if (pause === undefined) return this.#stop(AWAY)
    this.#tell(CUT_OFF, true)
    this.#timer = setTimeout(() => {
      this.#xterm.write("\r\n")
      this.#connect()
    }, pause)
  }

  #stop(sentence) {
    this.#tell(sentence, true)
    this.#again.hidden = false
  }

  #reopen() {
    this.#again.hidden = true
    this.#pauses = [...PAUSES_MS]
    this.#xterm.reset()
    this.#connect()
    this.#xterm.focus()
  }

  #tell(sentence, isTrouble = false) {
    this.#said.textContent = sentence
    this.#said.classList.toggle("trouble", isTrouble)
  }

  #type(keys) {
    this.#send(new TextEncoder().encode(keys))
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame)
  }

  #tellSize() {
    this.#send(JSON.stringify({ columns: this.#xterm.cols, rows: this.#xterm.rows }))
  }

  #fit() {
    if (this.#screen.clientWidth > 0) this.#fitter?.fit()
  }
}

/** The theme as it is now; what a program paints blue, green or red has the page's blue, green and red. */
function colours(node) {
  const style = getComputedStyle(node)
  const of = name => style.getPropertyValue(`--st-${name}`).trim()
  const text = of("text-color")
  return {
    background: of("secondary-background-color"),
    foreground: text,
    cursor: text,
    cursorAccent: of("background-color"),
    selectionBackground: of("widget-border-color"),
    black: text,
    white: text,
    brightWhite: text,
    brightBlack: of("gray-text-color"),
    ...paired("blue", of("blue-color")),
    ...paired("green", of("green-color")),
    ...paired("red", of("red-color")),
  }
}

function paired(name, colour) {
  return { [name]: colour, [`bright${name[0].toUpperCase()}${name.slice(1)}`]: colour }
}

function styled(node, href) {
  return new Promise((done, fail) => {
    const link = make("link", { rel: "stylesheet", href })
    link.addEventListener("load", done)
    link.addEventListener("error", fail)
    node.append(link)
  })
}

export default component(() => new Terminal())
