import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

const css = readFileSync(join(import.meta.dirname, "../src/colours.css"), "utf8");

/** The colours of a rule, in linear light from 0 to 1. */
function palette(selector) {
  const from = css.indexOf(selector + ", :host");
  assert.ok(from >= 0, selector);
  const rule = css.slice(from, css.indexOf("}", from));
  return new Map([...rule.matchAll(/--([a-z]+): #([0-9a-f]{6})/g)].map((m) => [m[1], linear(m[2])]));
}

function linear(hex) {
  return [0, 2, 4].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
}

// Relative luminance and contrast as WCAG 2.2 defines them.
const luminance = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(a, b) {
  const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05];
  return Math.max(x, y) / Math.min(x, y);
}

// How colours look to who lacks a kind of cones: Machado, Oliveira and Fernandes 2009, at
// full severity, in linear light.
const sights = {
  full: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
function seen([r, g, b], sight) {
  const m = sights[sight];
  return [0, 3, 6].map((i) => Math.min(1, Math.max(0, m[i] * r + m[i + 1] * g + m[i + 2] * b)));
}

/** OKLab of a colour: distances in it are as far as they look. https://bottosson.github.io/posts/oklab/ */
function oklab([r, g, b]) {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
const apart = (a, b) => Math.hypot(...oklab(a).map((v, i) => v - oklab(b)[i]));

const kinds = ["organization", "government", "embassy", "initiative", "document", "funder"];
const themes = { light: ":root", dark: ':root[data-theme="dark"]' };

for (const [theme, selector] of Object.entries(themes)) {
  const colours = palette(selector);
  const colour = (name) => colours.get(name) ?? assert.fail(`${theme} has no --${name}`);

  test(`${theme}: text has a contrast of 4.5, what is drawn one of 3`, () => {
    for (const ground of ["back", "paper"]) {
      for (const text of ["ink", "soft", "link", "warn"]) {
        const c = contrast(colour(text), colour(ground));
        assert.ok(c >= 4.5, `${text} on ${ground}: ${c.toFixed(2)}`);
      }
      for (const drawn of [...kinds.filter((k) => k !== "funder"), "place", "money", "belongs", "focus"]) {
        const c = contrast(colour(drawn), colour(ground));
        assert.ok(c >= 3, `${drawn} on ${ground}: ${c.toFixed(2)}`);
      }
    }
    assert.ok(contrast(colour("funder"), colour("back")) >= 3, "funder on back");
  });

  for (const sight of Object.keys(sights)) {
    test(`${theme}: kinds are told apart with ${sight} sight`, () => {
      kinds.forEach((a, i) => {
        for (const b of kinds.slice(i + 1)) {
          const d = apart(seen(colour(a), sight), seen(colour(b), sight));
          // Twice what is just noticed between two colours side by side, 0.02 in OKLab.
          assert.ok(d >= 0.04, `${a} and ${b}: ${d.toFixed(3)}`);
        }
      });
    });
  }
}

test("a dark system and a dark choice have the same colours", () => {
  assert.deepEqual(palette(':root:not([data-theme="light"])'), palette(':root[data-theme="dark"]'));
});
