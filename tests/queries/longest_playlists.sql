SELECT "Playlist"."Name", count("Track"."TrackId") AS tracks, sum("Track"."Milliseconds") AS playing_time
FROM "Playlist"
JOIN ("PlaylistTrack" AS "PlaylistTrack_1"
JOIN "Track" ON "PlaylistTrack_1"."TrackId" = "Track"."TrackId") ON "Playlist"."PlaylistId" = "PlaylistTrack_1"."PlaylistId"
GROUP BY "Playlist"."PlaylistId"
ORDER BY tracks DESC, "Playlist"."PlaylistId"
LIMIT ?
