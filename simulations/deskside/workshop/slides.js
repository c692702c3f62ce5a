// A deck: reveal.js begins, and what is higher than its slide is made to fit.

Reveal.initialize({
  width: 1280, height: 720, margin: 0.02, center: false, transition: "none", backgroundTransition: "none",
  slideNumber: "c/t", hash: true, plugins: [RevealNotes],
});

function fit() {
  const slide = Reveal.getCurrentSlide();
  const inner = slide?.querySelector(".fit");
  if (!inner) return;
  inner.style.transform = "";
  inner.style.width = "";
  const room = slide.clientHeight - inner.offsetTop - 20;
  let share = Math.min(1, room / inner.scrollHeight);
  if (share === 1) return;
  inner.style.width = `${100 / Math.sqrt(share)}%`; // wider is lower: part of the way is won so
  share = Math.min(Math.sqrt(share), room / inner.scrollHeight);
  inner.style.transform = `scale(${share})`;
}

// Pictures draw a little later than their slide comes.
const grown = new ResizeObserver(fit);
document.querySelectorAll(".reveal .fit > .page-part").forEach((part) => grown.observe(part));
Reveal.on("ready", fit);
Reveal.on("slidechanged", fit);
