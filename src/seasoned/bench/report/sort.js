// Sorts a table by the column whose heading is pressed: numbers from the highest first, then the other way round.
// Cells without a number stay at the end.
const value = (row, at) => {
  const cell = row.cells[at];
  return "by" in cell.dataset ? parseFloat(cell.dataset.by) : cell.textContent.trim();
};

const compare = (one, other) => {
  if (typeof one === "string" || typeof other === "string") {
    return String(one).localeCompare(String(other), undefined, { numeric: true });
  }
  return one - other;
};

const absent = (one) => Number.isNaN(one);

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, at) => {
    head.firstElementChild.addEventListener("click", () => {
      const rows = [...table.tBodies[0].rows];
      const numeric = rows.some((row) => "by" in row.cells[at].dataset);
      const before = head.getAttribute("aria-sort");
      const down = before === null ? numeric && at !== 0 : before === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort((a, b) => {
        const [one, other] = [value(a, at), value(b, at)];
        if (absent(one) || absent(other)) return absent(one) - absent(other);
        return down ? compare(other, one) : compare(one, other);
      });
      table.tBodies[0].append(...rows);
    });
  });
}
