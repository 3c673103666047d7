// Has the page drawn anew after every reconnect, and says so while there is no connection.

const APP = "[data-testid=stApp]"
const STATE = "data-test-connection-state"
const AGAIN_MS = [2000, 4000, 8000]
// A reload or a quick reconnect needs no words.
const SHOWN_AFTER_MS = 1000
const WORDS = "There is no connection to the server. It is tried again by itself, and what you do here is sent then."

/**
 * Streamlit drops what is sent while there is no connection, and after one came back it may not run the page: then
 * the session may be a new one, which knows none of the page's buttons. `run` is another one for each run.
 */
class Connection {
  #words = make("p", { class: "words", hidden: true }, WORDS)
  #live = liveRegion()
  #run = null
  #asked = null // the run that was shown when a new one was asked for
  #isLost = false
  #timer
  #shows
  #send
  #ended = new AbortController()
  #watch = new MutationObserver(() => this.#look())

  constructor() {
    this.node = make("div", { class: "connection" }, this.#words)
    const app = document.querySelector(APP)
    if (app) this.#watch.observe(app, { attributes: true, attributeFilter: [STATE] })
    listen("redraw", this.#ended.signal, () => this.#redraw())
  }

  show({ run }, { trigger }) {
    this.#send = trigger
    this.#run = run
    if (this.#asked === null || this.#asked === run) return
    this.#asked = null
    clearTimeout(this.#timer)
    emit("redrawn")
  }

  close() {
    clearTimeout(this.#timer)
    clearTimeout(this.#shows)
    this.#watch.disconnect()
    this.#ended.abort()
  }

  #look() {
    const isConnected = document.querySelector(APP)?.getAttribute(STATE) === "CONNECTED"
    if (!isConnected && !this.#isLost) this.#shows = setTimeout(() => this.#tell(true), SHOWN_AFTER_MS)
    if (isConnected && this.#isLost) {
      this.#tell(false)
      this.#redraw()
      emit("connected")
    }
    this.#isLost = !isConnected
  }

  #tell(isLost) {
    clearTimeout(this.#shows)
    const wasTold = !this.#words.hidden
    this.#words.hidden = !isLost
    if (isLost) this.#live.say(WORDS)
    else if (wasTold) this.#live.say("The connection is back.")
  }

  /** Asks for a run, again until one came. */
  #redraw() {
    if (this.#asked !== null) return
    this.#asked = this.#run
    this.#request(0)
  }

  #request(count) {
    this.#send("redraw", true)
    this.#timer = setTimeout(() => this.#request(count + 1), AGAIN_MS[Math.min(count, AGAIN_MS.length - 1)])
  }
}

export default component(() => new Connection())
