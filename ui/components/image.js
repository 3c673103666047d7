// An image of a bank, with its text alternative.

function createImage() {
  const node = make("img", { class: "image", decoding: "async" })
  return { node, show: ({ source, alt }) => fill(node, { src: source, alt }, []) }
}

export default component(createImage)
