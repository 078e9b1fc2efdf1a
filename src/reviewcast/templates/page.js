// Everything here is an addition: without it the page still plays, links to its chapters and shows its text.
"use strict";

const one = (selector, within = document) => within.querySelector(selector);
const every = (selector, within = document) => [...within.querySelectorAll(selector)];
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// What a listener chose, where the browser keeps such things.
const choices = {
  get(name) { try { return localStorage.getItem(`reviewcast.${name}`); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(`reviewcast.${name}`, value); } catch { /* kept for this page only */ } },
};

const copied = async (text) => {
  try { await navigator.clipboard.writeText(text); return true; } catch { return false; }
};

// Letters to compare by: without case, accents and curly quotes, and where each came from.
const plain = (text) => {
  let letters = "";
  const places = [];
  let place = 0;
  for (const sign of text) {
    const folded = sign.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
    for (let index = 0; index < folded.length; index += 1) places.push(place);
    letters += folded;
    place += sign.length;
  }
  places.push(text.length);
  return { letters, places };
};

// --- on every page ---

for (const button of every("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.textContent = (await copied(button.dataset.copy)) ? "Copied" : "Not allowed";
  });
}

// One episode at a time.
document.addEventListener("play", (event) => {
  for (const other of every("audio")) if (other !== event.target) other.pause();
}, true);

const filter = one("[data-filter]");
if (filter) {
  const [field, told] = [one("input", filter), one("output", filter)];
  const sections = every(".list section").map((section) => [
    section,
    every("li", section).map((item) => [item, plain(`${item.textContent.replace(/\s+/g, " ")} ${one("h2", section).textContent}`).letters]),
  ]);
  filter.hidden = false;
  filter.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => {
    const words = plain(field.value).letters.split(/\s+/).filter(Boolean);
    let left = 0;
    for (const [section, items] of sections) {
      let here = 0;
      for (const [item, letters] of items) {
        item.hidden = !words.every((word) => letters.includes(word));
        if (!item.hidden) here += 1;
      }
      section.hidden = !here;
      left += here;
    }
    told.textContent = words.length ? `${left} found` : "";
  });
}

// --- the player ---

const deck = one(".deck");
if (deck) {
  const audio = one("audio", deck);
  const status = one(".said", deck);
  const speed = one("[data-speed]", deck);
  const list = one(".chapters");
  const chapters = every(".chapters a");
  const text = one(".text[data-end]");
  const sentences = text ? every("span[data-start]", text) : [];
  const textEnd = text ? Number(text.dataset.end) : 0;
  const starts = new Map([...chapters, ...sentences].map((element) => [element, Number(element.dataset.start)]));
  let wanted = null; // where to begin, until the length is known
  let chapter;
  let sentence;

  const say = (words) => { status.textContent = words; };
  const clock = (seconds) => {
    const whole = Math.floor(seconds);
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, "0")];
    return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
  };
  const now = () => wanted ?? audio.currentTime;

  // The last of elements, which are in order, that begins at or before a time.
  const at = (elements, time) => {
    let [low, high] = [0, elements.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts.get(elements[middle]) <= time + 0.05) low = middle + 1;
      else high = middle;
    }
    return elements[low - 1];
  };

  const reveal = (element) => element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  const current = (before, after) => {
    before?.removeAttribute("aria-current");
    after?.setAttribute("aria-current", "true");
    return after;
  };
  const show = () => {
    const time = now();
    const began = time > 0 || !audio.paused;
    const nextChapter = began ? at(chapters, time) : undefined;
    if (nextChapter !== chapter) {
      chapter = current(chapter, nextChapter);
      if (chapter && list.scrollHeight > list.clientHeight && !list.matches(":hover, :focus-within")) {
        const [box, row] = [list.getBoundingClientRect(), chapter.getBoundingClientRect()];
        list.scrollTop += row.top - box.top - box.height / 2;
      }
    }
    if (chapter) {
      const [from, to] = [starts.get(chapter), Number(chapter.dataset.end)];
      chapter.style.setProperty("--done", `${Math.min(100, (100 * (time - from)) / (to - from || 1))}%`);
    }
    const nextSentence = began && time < textEnd ? at(sentences, time) : undefined;
    if (nextSentence !== sentence) {
      sentence = current(sentence, nextSentence);
      if (sentence && one("[data-follow]")?.checked) reveal(sentence);
    }
  };

  const seek = (seconds) => {
    const time = Math.max(0, Math.min(seconds, Number.isFinite(audio.duration) ? audio.duration : seconds));
    if (audio.readyState) { audio.currentTime = time; wanted = null; } else { wanted = time; }
    show();
  };
  const play = () => audio.play().catch(() => { /* "error" says why, or the browser wants a click first */ });
  const playFrom = (seconds) => { seek(seconds); play(); };
  const toggle = () => (audio.paused ? play() : audio.pause());

  audio.addEventListener("loadedmetadata", () => { if (wanted !== null) seek(wanted); });
  audio.addEventListener("error", () => say("The sound can't be played here; “Audio file” below leads to it."));
  for (const name of ["timeupdate", "seeked", "play"]) audio.addEventListener(name, show);

  for (const link of every(".chapters a, .from")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      playFrom(Number(link.dataset.start));
    });
  }
  // Keyboards reach each sentence by arrows; one stop for all of them is enough.
  for (const link of every(".from")) link.tabIndex = -1;

  one(".controls", deck).hidden = false;
  for (const button of every("[data-skip]", deck)) {
    button.addEventListener("click", () => seek(now() + Number(button.dataset.skip)));
  }
  const step = (by) => {
    const here = at(chapters, now());
    // "Previous" first goes to the beginning of this one, as players do.
    const back = by < 0 && now() - starts.get(here) > 3;
    const next = back ? here : chapters[chapters.indexOf(here) + by];
    if (next) seek(starts.get(next));
  };

  // --- speed, remembered ---

  const speeds = every("option", speed).map((option) => Number(option.value));
  const setSpeed = (rate) => { audio.playbackRate = rate; audio.defaultPlaybackRate = rate; };
  const kept = Number(choices.get("speed"));
  if (speeds.includes(kept)) { setSpeed(kept); speed.value = String(kept); }
  speed.addEventListener("change", () => setSpeed(Number(speed.value)));
  audio.addEventListener("ratechange", () => {
    speed.value = String(audio.playbackRate);
    choices.set("speed", speed.value || "1");
  });
  const changeSpeed = (by) => {
    const rate = speeds[speeds.indexOf(audio.playbackRate) + by];
    if (rate) { setSpeed(rate); say(`Speed ${rate}×`); }
  };

  // --- a link to a moment: index.html#t=83 ---

  const share = async () => {
    const seconds = Math.floor(now());
    const link = `${location.href.split("#")[0]}#t=${seconds}`;
    if (await copied(link)) return say(`Copied: a link to ${clock(seconds)}`);
    history.replaceState(null, "", `#t=${seconds}`);
    return say(`The address of this page now leads to ${clock(seconds)}; copy it from there.`);
  };
  one("[data-share]", deck).addEventListener("click", share);
  const arrive = () => {
    const moment = /^#t=(?:(\d+):)??(?:(\d+):)?(\d+(?:\.\d+)?)$/.exec(location.hash);
    if (!moment) return;
    const [hours, minutes, seconds] = moment.slice(1).map((part) => Number(part ?? 0));
    seek(hours * 3600 + minutes * 60 + seconds);
  };
  addEventListener("hashchange", arrive);
  arrive();

  // --- the text: one tab stop, arrows within; a click or Enter plays from a sentence ---

  let stop;
  const setStop = (element) => {
    if (!element || element === stop) return;
    for (const name of ["role", "tabindex", "aria-description"]) stop?.removeAttribute(name);
    stop = element;
    stop.setAttribute("role", "button");
    stop.setAttribute("tabindex", "0");
    stop.setAttribute("aria-description", "Plays from this sentence; up and down arrows go to others");
  };
  const enter = (element) => {
    if (!element) return;
    setStop(element);
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  };
  setStop(sentences[0]);

  text?.addEventListener("click", (event) => {
    const clicked = event.target.closest("span[data-start]");
    if (!clicked || !getSelection().isCollapsed) return;
    setStop(clicked);
    playFrom(starts.get(clicked));
  });
  text?.addEventListener("keydown", (event) => {
    if (event.target !== stop || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = sentences.indexOf(stop);
    const moves = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: sentences.length - 1 };
    if (event.key in moves) enter(sentences[moves[event.key]]);
    else if (event.key === "Enter" || event.key === " ") playFrom(starts.get(stop));
    else return;
    event.preventDefault();
  });

  // --- search ---

  const search = one("[data-search]");
  if (search) {
    const [field, told] = [one("input", search), one("output", search)];
    const words = sentences.map((element) => ({ element, text: element.textContent, ...plain(element.textContent) }));
    let marks = [];
    let place = -1;
    let waiting;
    one(".tools").hidden = false;

    const wrap = ({ element, text: whole, letters, places }, sought) => {
      let done = 0;
      const pieces = [];
      for (let from = letters.indexOf(sought); from >= 0; from = letters.indexOf(sought, from + sought.length)) {
        const mark = document.createElement("mark");
        const [begin, end] = [places[from], Math.max(places[from + sought.length], places[from] + 1)];
        mark.textContent = whole.slice(begin, end);
        pieces.push(whole.slice(done, begin), mark);
        marks.push(mark);
        done = end;
      }
      if (pieces.length) element.replaceChildren(...pieces, whole.slice(done));
    };
    const go = (index) => {
      marks[place]?.classList.remove("here");
      place = marks.length ? (index + marks.length) % marks.length : -1;
      if (place < 0) return;
      marks[place].classList.add("here");
      setStop(marks[place].closest("span[data-start]"));
      reveal(marks[place]);
      told.textContent = `${place + 1} of ${marks.length}`;
    };
    const find = () => {
      for (const mark of marks) {
        const span = mark.parentElement;
        if (span) span.textContent = span.textContent; // one mark of a sentence takes all of them with it
      }
      marks = [];
      const sought = plain(field.value).letters.trim().replace(/\s+/g, " ");
      if (sought) for (const each of words) wrap(each, sought);
      told.textContent = sought && !marks.length ? "Not found" : "";
      for (const button of every("[data-step]", search)) button.hidden = !marks.length;
      go(0);
    };
    const clear = () => { field.value = ""; find(); };

    field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 120); });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") clear();
      else if (event.key === "Enter") go(place + (event.shiftKey ? -1 : 1));
      else return;
      event.preventDefault();
    });
    search.addEventListener("submit", (event) => event.preventDefault());
    for (const button of every("[data-step]", search)) {
      button.addEventListener("click", () => go(place + Number(button.dataset.step)));
    }
  }

  // --- keys; the letters can be switched off, for those whose voice types them (WCAG 2.2, 2.1.4) ---

  for (const [name, box] of [["follow", one("[data-follow]")], ["letters", one("[data-letters]")]]) {
    if (!box) continue;
    const chosen = choices.get(name);
    if (chosen) box.checked = chosen === "on";
    box.addEventListener("change", () => choices.set(name, box.checked ? "on" : "off"));
  }
  const keys = {
    k: toggle,
    j: () => seek(now() - 15),
    l: () => seek(now() + 30),
    p: () => step(-1),
    n: () => step(1),
    s: (event) => changeSpeed(event.shiftKey ? -1 : 1),
    c: share,
    t: () => enter(sentence ?? stop),
    "/": () => one("[data-search] input")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    const action = keys[event.key?.toLowerCase()];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, select, textarea") || one("[data-letters]")?.checked === false) return;
    event.preventDefault();
    action(event);
  });

  // --- the lock screen of a phone ---

  if ("mediaSession" in navigator) {
    audio.addEventListener("play", () => {
      navigator.mediaSession.metadata = new MediaMetadata({
        title: audio.getAttribute("aria-label"),
        artist: audio.dataset.by,
        album: audio.dataset.show,
        artwork: [{ src: one(".cover").src, sizes: "640x640", type: "image/jpeg" }],
      });
    });
    const actions = {
      seekbackward: () => seek(now() - 15),
      seekforward: () => seek(now() + 30),
      ...(chapters.length > 1 && { previoustrack: () => step(-1), nexttrack: () => step(1) }),
    };
    for (const [name, action] of Object.entries(actions)) {
      try { navigator.mediaSession.setActionHandler(name, action); } catch { /* not known here */ }
    }
  }
}
