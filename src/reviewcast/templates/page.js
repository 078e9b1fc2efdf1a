// Everything here is an addition: without it the page still plays, links to its chapters and shows its text.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  });
}

// One episode at a time.
document.addEventListener("play", (event) => {
  for (const other of document.querySelectorAll("audio")) if (other !== event.target) other.pause();
}, true);

const player = document.querySelector(".player");
if (player) {
  const audio = player.querySelector("audio");
  const chapters = [...player.querySelectorAll(".chapters a")];
  const sentences = [...document.querySelectorAll(".text [data-start]")];
  const speeds = [1, 1.25, 1.5, 1.75, 2, 0.75];
  const speedButton = player.querySelector("[data-speed]");

  const toggle = () => (audio.paused ? audio.play() : audio.pause());
  const nextSpeed = () => {
    audio.playbackRate = speeds[(speeds.indexOf(audio.playbackRate) + 1) % speeds.length];
    speedButton.textContent = `${audio.playbackRate}×`;
    speedButton.setAttribute("aria-label", `Speed ${audio.playbackRate}×`);
  };

  // The last element that begins at or before a time.
  const at = (elements, time) => elements.filter((element) => Number(element.dataset.start) <= time + 0.05).at(-1);
  const show = () => {
    const started = audio.currentTime > 0;
    const chapter = started ? at(chapters, audio.currentTime) : undefined;
    const sentence = started ? at(sentences, audio.currentTime) : undefined;
    for (const link of chapters) {
      if (link === chapter) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const span of sentences) span.classList.toggle("now", span === sentence);
  };
  const seek = (seconds) => {
    audio.currentTime = Math.max(0, Math.min(seconds, audio.duration || seconds));
    show();
  };
  audio.addEventListener("timeupdate", show);
  audio.addEventListener("seeked", show);

  for (const link of chapters) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      seek(Number(link.dataset.start));
      audio.play();
    });
  }
  player.querySelector(".controls").hidden = false;
  for (const button of player.querySelectorAll("[data-skip]")) {
    button.addEventListener("click", () => seek(audio.currentTime + Number(button.dataset.skip)));
  }
  speedButton.addEventListener("click", nextSpeed);

  // Keys act only while the focus is in the player (WCAG 2.2, 2.1.4).
  const keys = { k: toggle, j: () => seek(audio.currentTime - 15), l: () => seek(audio.currentTime + 30), s: nextSpeed };
  player.addEventListener("keydown", (event) => {
    const action = keys[event.key.toLowerCase()];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  });

  // A link to this page may name a moment: index.html#t=83.
  const moment = /^#t=([\d.]+)$/.exec(location.hash);
  if (moment) audio.addEventListener("loadedmetadata", () => seek(Number(moment[1])), { once: true });
}
