// Circles on the earth: middle and metres, and a ring of corners to draw them by. Points are [longitude, latitude].

const EARTH = 6371008.8;
const rad = (degrees) => (degrees * Math.PI) / 180;
const deg = (radians) => (radians * 180) / Math.PI;
const exact = (value) => Number(value.toFixed(9));

/** Metres between two points (haversine, mean radius of the earth). */
export function distance([lon, lat], [toLon, toLat]) {
  const up = Math.sin(rad(toLat - lat) / 2) ** 2;
  const along = Math.cos(rad(lat)) * Math.cos(rad(toLat)) * Math.sin(rad(toLon - lon) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(up + along));
}

/** A closed ring round a point, of 64 corners. */
export function ringOf([lon, lat], metres, corners = 64) {
  const angle = metres / EARTH;
  const ring = [];
  for (let n = 0; n < corners; n += 1) {
    const bearing = rad((-360 * n) / corners);
    const to = Math.asin(Math.sin(rad(lat)) * Math.cos(angle) + Math.cos(rad(lat)) * Math.sin(angle) * Math.cos(bearing));
    const beside = Math.atan2(Math.sin(bearing) * Math.sin(angle) * Math.cos(rad(lat)), Math.cos(angle) - Math.sin(rad(lat)) * Math.sin(to));
    ring.push([exact(lon + deg(beside)), exact(deg(to))]);
  }
  return [...ring, ring[0]];
}

/** The circle that such a ring was drawn by, in whole metres. */
export function circleOf(ring) {
  const corners = ring.slice(0, -1);
  const [lons, lats] = [0, 1].map((axis) => corners.map((corner) => corner[axis]));
  const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
  const centre = [middle(lons), middle(lats)];
  const metres = Math.round(corners.reduce((sum, corner) => sum + distance(centre, corner), 0) / corners.length);
  return { kind: "circle", centre: centre.map((value) => Number(value.toFixed(6))), metres };
}
