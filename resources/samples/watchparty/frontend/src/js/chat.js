// The chat of a room: short codes become emoji, links stay text.
import { emoji } from "./emoji.js";

export function withEmoji(text) {
  return text.replace(/:([a-z]+):/g, (whole, code) => (code in emoji ? emoji[code][0] : whole));
}

export function suggestions(start) {
  return Object.entries(emoji)
    .filter(([code, [, words]]) => code.startsWith(start) || words.includes(start))
    .slice(0, 8);
}
