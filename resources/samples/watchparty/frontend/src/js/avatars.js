// A face for each friend: a symmetric pattern and a colour, both from the name.
import { sprite, colours } from "./generated.js";

function hash(name) {
  let value = 2166136261;
  for (const letter of name) {
    value = Math.imul(value ^ letter.codePointAt(0), 16777619);
  }
  return value >>> 0;
}

export function avatar(name) {
  const value = hash(name);
  const colour = colours[value % colours.length];
  const shape = (value >>> 8) % 64;
  return `<svg fill="${colour}" aria-label="${name}"><use href="${sprite}#a${shape}"/></svg>`;
}
