// What a page does once it is there.
import { Sync } from "./sync.js";
import { avatar } from "./avatars.js";
import { withEmoji } from "./chat.js";

const byId = (id) => document.getElementById(id);

async function join(event) {
  event.preventDefault();
  const code = byId("code").value.trim().toLowerCase().replace(/\s+/g, "-");
  const answer = await fetch(`/api/rooms?code=${encodeURIComponent(code)}`);
  const room = await answer.json();
  if (room.valid) {
    location.href = `/room.html#${code}`;
    return;
  }
  byId("hint").hidden = false;
  byId("hint").textContent = room.did_you_mean.slice(0, 3).join(", ");
}

async function create() {
  const answer = await fetch("/api/rooms");
  const room = await answer.json();
  location.href = `/room.html#${room.code}`;
}

async function version() {
  const answer = await fetch("/version.json");
  const { revision } = await answer.json();
  byId("version").textContent = revision.slice(0, 8);
}

if (byId("join")) {
  byId("join").addEventListener("submit", join);
  byId("create").addEventListener("click", create);
  version();
}

if (byId("player")) {
  const sync = new Sync(byId("player"), byId("sync"));
  const party = new EventSource(`/api/party?room=${location.hash.slice(1)}`);
  party.addEventListener("tick", (event) => sync.correct(Number(event.data)));
  party.addEventListener("people", (event) => {
    byId("people").innerHTML = JSON.parse(event.data).map(avatar).join("");
  });
  party.addEventListener("say", (event) => {
    const line = document.createElement("li");
    line.textContent = withEmoji(event.data);
    byId("messages").append(line);
  });
}
