SELECT "Album"."Title", "Track"."Name", "Track"."Milliseconds", (SELECT avg(other."Milliseconds")
FROM "Track" AS other
WHERE other."AlbumId" = "Track"."AlbumId") AS usual
FROM "Album"
JOIN "Track" ON "Album"."AlbumId" = "Track"."AlbumId"
WHERE "Track"."Milliseconds" > (SELECT avg(other."Milliseconds")
FROM "Track" AS other
WHERE other."AlbumId" = "Track"."AlbumId") * ?
ORDER BY "Album"."Title", "Track"."Milliseconds" DESC
