// Leads the browser to another address of this server: a cookie can only be set by a response.

function createNavigation() {
  let went = null
  return {
    node: make("p", { role: "status" }, "One moment…"),
    show({ path }) {
      if (went === path) return
      went = path
      window.location.assign(new URL(path, document.baseURI))
    },
  }
}

export default component(createNavigation)
