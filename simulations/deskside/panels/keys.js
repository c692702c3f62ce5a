// The keys of a part. Every bundle has this file; a page that is not JupyterLab has no cells to go to.

/**
 * Keys belong to the part: JupyterLab would take x, d or z as commands and change cells. Escape goes on to the next cell,
 * and so does Tab from the last of what a cell shows: JupyterLab's arrow keys pass over folded cells, and its Tab over
 * all cells in which there is nothing to press.
 */
export function ownKeys(root) {
  for (const kind of ["keydown", "keypress", "keyup"]) root.addEventListener(kind, (event) => event.stopPropagation());
  root.addEventListener("keydown", (event) => {
    const cell = root.closest(".jp-Cell");
    const through = event.key === "Tab" && !event.shiftKey && cell && isLast(cell, event.target);
    if (!cell || !(through || event.key === "Escape")) return;
    event.preventDefault();
    (cell.nextElementSibling ?? cell).focus();
  });
}

function isLast(cell, from) {
  const after = (one) => from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  const oneGroup = (one) => one.type === "radio" && one.name === from.name;
  return ![...cell.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .some((one) => after(one) && !one.disabled && !oneGroup(one) && one.checkVisibility());
}
