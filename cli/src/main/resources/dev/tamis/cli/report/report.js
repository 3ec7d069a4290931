"use strict";
// Reads the charts out under the pointer; without this script the page lacks nothing else.
document.documentElement.classList.add("scripted");
for (const plot of document.querySelectorAll(".plot")) {
  const svg = plot.querySelector("svg");
  const readout = plot.parentNode.querySelector(".readout");
  const series = JSON.parse(svg.dataset.points).filter((curve) => curve.points.length > 0);
  const axis = readout.textContent;
  const cross = document.createElementNS(svg.namespaceURI, "path");
  cross.setAttribute("class", "cross");
  svg.append(cross);

  const show = (event) => {
    if (series.length === 0) return;
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) * svg.viewBox.baseVal.width) / box.width;
    const near = series.map((curve) => ({
      name: curve.name,
      point: curve.points.reduce((a, b) => (Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a)),
    }));
    const nearest = near.reduce((a, b) =>
      Math.abs(b.point[0] - x) < Math.abs(a.point[0] - x) ? b : a);
    // A curve whose nearest point is elsewhere has nothing to say here.
    const here = near.filter((n) => Math.abs(n.point[0] - nearest.point[0]) <= 6);
    cross.setAttribute("d", `M${nearest.point[0]} 10V${svg.viewBox.baseVal.height - 26}`);
    const values = here.map((n) => (series.length > 1 ? `${n.name} ${n.point[3]}` : n.point[3]));
    readout.textContent = `${nearest.point[2]}: ${values.join(", ")}`;
  };
  plot.addEventListener("pointermove", show);
  plot.addEventListener("pointerdown", show);
  plot.addEventListener("pointerleave", () => {
    readout.textContent = axis;
    cross.removeAttribute("d");
  });
}
