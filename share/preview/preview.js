"use strict";
// The page stands in a frame that runs no scripts; this script gives it the new version and its old place.
const frame = document.querySelector("iframe");
const state = document.getElementById("state");
let shown = null;
let place = 0;

frame.addEventListener("load", () => {
  const page = frame.contentDocument;
  for (const link of page.querySelectorAll("a[href]:not([href^='#'])")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  document.title = page.title || "Preview";
  frame.contentWindow.scrollTo(0, place);
});

const changes = new EventSource("events");
changes.addEventListener("open", () => { state.textContent = ""; });
changes.addEventListener("error", () => { state.textContent = "The preview has ended."; });
changes.addEventListener("change", (event) => {
  if (event.data === shown) return;
  shown = event.data;
  place = frame.contentWindow.scrollY;
  frame.contentWindow.location.replace(new URL(`page?${shown}`, document.baseURI));
});
