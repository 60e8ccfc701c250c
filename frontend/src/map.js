// The map of incidents, the map of holders, the map of sightings: whichever the page has.
import { incidentsMap } from "./parts/map/incidents.js";
import { placesMap } from "./parts/map/places.js";

const data = JSON.parse(document.getElementById("map-data")?.textContent ?? "null");
if (data && document.getElementById("incidents-map")) incidentsMap(data);
if (data && document.getElementById("places-map")) placesMap(data);
