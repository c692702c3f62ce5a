// A deck: reveal.js begins, and what is higher than its slide is made to fit.

Reveal.initialize({
  width: 1280, height: 720, margin: 0.02, center: false, transition: "none", backgroundTransition: "none",
  slideNumber: "c/t", hash: true, plugins: [RevealNotes],
});

// The largest scale at which it fits, at the full width of the slide: what is set smaller has longer lines.
function fit() {
  const slide = Reveal.getCurrentSlide();
  const inner = slide?.querySelector(".fit");
  if (!inner) return;
  const room = slide.clientHeight - inner.offsetTop - 20;
  const scaled = (share) => {
    inner.style.width = share < 1 ? `${100 / share}%` : "";
    inner.style.transform = share < 1 ? `scale(${share})` : "";
    return inner.scrollHeight * share <= room;
  };
  if (scaled(1)) return;
  let [small, large] = [0.3, 1];
  for (let tries = 0; tries < 7; tries += 1) {
    const share = (small + large) / 2;
    [small, large] = scaled(share) ? [share, large] : [small, share];
  }
  scaled(small);
}

// Pictures draw a little later than their slide comes.
const grown = new ResizeObserver(fit);
document.querySelectorAll(".reveal .fit > .page-part").forEach((part) => grown.observe(part));
Reveal.on("ready", fit);
Reveal.on("slidechanged", fit);
