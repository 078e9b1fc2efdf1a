// Put into pages by "reviewcast serve --watch" only: reloads the page when the show was built anew, and goes on
// playing where it was.
(() => {
  "use strict";
  const version = document.currentScript.dataset.version;
  const place = "reviewcast:" + location.pathname;
  const players = () => [...document.querySelectorAll("audio")];

  const keep = () => {
    const state = players().map((audio) => [audio.currentTime, !audio.paused, audio.playbackRate]);
    sessionStorage.setItem(place, JSON.stringify(state));
  };

  const restore = () => {
    const state = JSON.parse(sessionStorage.getItem(place) || "[]");
    sessionStorage.removeItem(place);
    players().forEach((audio, index) => {
      const [time, playing, rate] = state[index] || [0, false, 1];
      if (time) audio.currentTime = time;
      if (rate !== 1) audio.playbackRate = rate;
      if (playing) audio.play().catch(() => {});
    });
  };

  // A browser opens six connections to a server and no more: a page nobody looks at gives its own back.
  let source = null;
  const listen = () => {
    if (document.hidden && source) {
      source.close();
      source = null;
    } else if (!document.hidden && !source) {
      source = new EventSource("/.reviewcast/events");
      source.addEventListener("version", (event) => {
        if (event.data === version) return;
        source.close();
        keep();
        location.reload();
      });
    }
  };

  restore();
  document.addEventListener("visibilitychange", listen);
  listen();
})();
