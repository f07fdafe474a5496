// The page of a frame: /embed/NAME shows the element stakeholder-NAME; the parameters of the
// address are its attributes. The server knows no other names.
const name = "stakeholder-" + location.pathname.split("/").pop();
const q = new URLSearchParams(location.search);

const sheet = new CSSStyleSheet();
sheet.replaceSync("body { margin: 0 }");
document.adoptedStyleSheets = [sheet];

const known = (await customElements.whenDefined(name)) as CustomElementConstructor & { observedAttributes: string[] };
const element = document.createElement(name);
for (const a of [...known.observedAttributes, "theme"]) if (q.has(a)) element.setAttribute(a, q.getAll(a).join(" "));
element.addEventListener("ready", (e) => (document.title = (e as CustomEvent<{ title: string }>).detail.title));
document.body.append(element);

const to = originOf(q.get("origin")) ?? originOf(document.referrer);
if (to && parent !== window) {
  new ResizeObserver(() => parent.postMessage({ type: "migraph:height", height: Math.ceil(element.getBoundingClientRect().height) }, to)).observe(element);
}

/** The origin of an address of the web. */
function originOf(text: string | null): string | undefined {
  if (!text || !URL.canParse(text)) return undefined;
  const { protocol, origin } = new URL(text);
  return /^https?:$/.test(protocol) ? origin : undefined;
}

export {};
