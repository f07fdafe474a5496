type Child = Node | string | null | undefined | false | readonly Child[];
type Value = string | number | boolean | null | undefined | ((e: never) => void);
type Attributes = Record<string, Value>;

/** An HTML element; attributes whose values are functions are listeners, named by their event. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  return made(document.createElement(tag), attributes, children);
}

/** An SVG element, in the same way. */
export function s<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  return made(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function made<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value as EventListener);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(to: Element, children: readonly Child[]): void {
  for (const c of children) {
    if (Array.isArray(c)) append(to, c);
    else if (c) to.append(c as Node | string);
  }
}
