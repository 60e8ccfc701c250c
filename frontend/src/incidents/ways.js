// How an incident reached us: outlets, those who pass on, first mouths; a frame around those that count as one.
import dagre from "@dagrejs/dagre";
import { select } from "d3-selection";

const HIGH = 34;
const PAD = 12;
const MOST_LETTERS = 34;

const short = (text) => (Array.from(text).length > MOST_LETTERS ? Array.from(text).slice(0, MOST_LETTERS - 1).join("") + "…" : text);

const measure = (svg) => {
  const probe = svg.append("text").attr("visibility", "hidden");
  return {
    width: (text) => probe.text(text).node().getComputedTextLength(),
    end: () => probe.remove(),
  };
};

const laidOut = (data, width, rtl) => {
  const graph = new dagre.graphlib.Graph({ compound: true });
  graph.setGraph({ rankdir: rtl ? "RL" : "LR", nodesep: 14, ranksep: 56, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of data.nodes) graph.setNode(node.id, { width: Math.ceil(width(short(node.label))) + 2 * PAD, height: HIGH, node });
  for (const group of data.groups) {
    const members = data.nodes.filter((node) => node.group === group.number);
    if (!members.length) continue;
    graph.setNode(`group ${group.number}`, { group });
    for (const node of members) graph.setParent(node.id, `group ${group.number}`);
  }
  for (const edge of data.edges) graph.setEdge(edge.from, edge.to, { edge });
  dagre.layout(graph);
  return graph;
};

const line = (points) => {
  const [first, ...rest] = points;
  const last = rest.pop();
  const between = rest.length ? rest : [{ x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 }];
  let path = `M${first.x},${first.y}`;
  for (const [n, point] of between.entries()) {
    const next = between[n + 1];
    const to = next ? { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 } : last;
    path += `Q${point.x},${point.y} ${to.x},${to.y}`;
  }
  return path;
};

export const drawWays = (place, data) => {
  place.hidden = false;
  const rtl = document.documentElement.dir === "rtl";
  const svg = select(place).append("svg").attr("aria-hidden", "true").attr("direction", rtl ? "rtl" : "ltr");
  const measured = measure(svg);
  const graph = laidOut(data, measured.width, rtl);
  measured.end();
  const size = graph.graph();
  svg.attr("width", size.width).attr("height", size.height).attr("viewBox", `0 0 ${size.width} ${size.height}`);
  svg.append("defs").append("marker").attr("id", "tip").attr("viewBox", "0 0 8 8").attr("refX", 7).attr("refY", 4)
    .attr("markerWidth", 7).attr("markerHeight", 7).attr("orient", "auto").append("path").attr("class", "arrow").attr("d", "M0,0L8,4L0,8z");
  for (const id of graph.nodes()) {
    const box = graph.node(id);
    if (box?.group) drawFrame(svg, box);
  }
  for (const id of graph.edges()) drawEdge(svg, graph.edge(id));
  for (const id of graph.nodes()) {
    const box = graph.node(id);
    if (box?.node) drawNode(svg, box);
  }
  document.getElementById(`${place.id}-legend`).hidden = false;
};

const drawFrame = (svg, box) => {
  const frame = svg.append("g").attr("class", "frame");
  frame.append("rect").attr("x", box.x - box.width / 2).attr("y", box.y - box.height / 2).attr("width", box.width).attr("height", box.height).attr("rx", 10);
  frame.append("text").attr("class", "soft-text").attr("x", box.x).attr("y", box.y - box.height / 2 + 13).attr("text-anchor", "middle").text(box.group.label);
};

const drawEdge = (svg, { points, edge }) => {
  const drawn = svg.append("g").attr("class", "edge");
  drawn.append("path").attr("d", line(points)).attr("marker-end", "url(#tip)");
  drawn.append("title").text(edge.tellings);
};

const drawNode = (svg, { x, y, width, height, node }) => {
  const drawn = svg.append("g").attr("class", `node ${node.kind}`).attr("transform", `translate(${x},${y})`);
  drawn.append("rect").attr("x", -width / 2).attr("y", -height / 2).attr("width", width).attr("height", height).attr("rx", node.kind === "origin" ? height / 2 : 5);
  drawn.append("text").attr("text-anchor", "middle").attr("dy", "0.35em").text(short(node.label));
  drawn.append("title").text(node.label);
};
