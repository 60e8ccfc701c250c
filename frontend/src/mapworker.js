// What the map does beside the page's own thread: tiles, clusters, labels. A file of its own, so that the policy needs no blob workers.
import MapWorker from "maplibre-gl/dist/maplibre-gl-worker.mjs";

// The module begins its work when it is loaded; it is used here so that the bundler, which is told that it does nothing, keeps it.
self.MapWorker = MapWorker;
