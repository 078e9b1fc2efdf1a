// The same sentence from each voice in turn. Without this, the players stand there and play.
"use strict";

const every = (selector, within = document) => [...within.querySelectorAll(selector)];
const voices = every(".voice[data-starts]").map((card) => ({
  card,
  name: card.querySelector("h2").textContent,
  audio: card.querySelector("audio"),
  starts: card.dataset.starts.split(" ").map(Number),
  ends: card.dataset.ends.split(" ").map(Number),
}));
const bar = document.querySelector(".turns");
const [go, choice, told] = ["button", "select", "output"].map((name) => bar.querySelector(name));
const sentences = every(".passage span");
let turn = 0; // which playing is under way: an older one sees that it is no longer meant

const wait = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });
const over = (mine) => mine !== turn;

// Nobody is playing for us any more; whoever plays for the listener goes on.
const rest = () => {
  turn += 1;
  for (const { card } of voices) card.removeAttribute("aria-current");
  go.textContent = go.dataset.play;
  told.textContent = "";
};
const stop = () => {
  rest();
  for (const { audio } of voices) audio.pause();
};

// One sentence from one voice; true when it was heard to its end.
const say = async ({ card, audio, name, starts, ends }, place, mine) => {
  audio.currentTime = Math.max(0, starts[place] - 0.05);
  card.setAttribute("aria-current", "true");
  told.textContent = `${name}, ${voices.findIndex((voice) => voice.card === card) + 1} of ${voices.length}`;
  try { await audio.play(); } catch { return false; }
  while (!over(mine) && !audio.paused && audio.currentTime < ends[place] + 0.15) await wait(30);
  if (over(mine)) return false;
  const whole = audio.ended || audio.currentTime >= ends[place];
  audio.pause();
  card.removeAttribute("aria-current");
  return whole;
};

const play = async (chosen) => {
  stop();
  const [mine, place] = [turn, choice.selectedIndex];
  go.textContent = go.dataset.stop;
  for (const voice of chosen) {
    if (voice !== chosen[0]) await wait(400);
    if (over(mine) || !(await say(voice, place, mine))) break;
  }
  if (!over(mine)) rest();
};

const mark = () => {
  sentences.forEach((sentence, place) => sentence.toggleAttribute("data-chosen", place === choice.selectedIndex));
};

if (voices.length) {
  document.documentElement.classList.add("scripted");
  bar.hidden = false;
  go.addEventListener("click", () => { if (go.textContent === go.dataset.stop) stop(); else play(voices); });
  choice.addEventListener("change", mark);
  sentences.forEach((sentence, place) => {
    sentence.addEventListener("click", () => {
      if (String(getSelection())) return;
      choice.selectedIndex = place;
      mark();
      play(voices);
    });
  });
  for (const voice of voices) {
    const once = voice.card.querySelector(".once");
    once.hidden = false;
    once.addEventListener("click", () => play([voice]));
  }
  mark();
}

// One at a time.
document.addEventListener("play", (event) => {
  for (const audio of every("audio")) if (audio !== event.target) audio.pause();
}, true);
