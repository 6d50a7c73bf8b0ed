SELECT "Artist"."Name", "Track"."Name" AS "Name_1", "Genre"."Name" AS "Name_2"
FROM "Artist"
JOIN "Album" ON "Artist"."ArtistId" = "Album"."ArtistId"
JOIN "Track" ON "Album"."AlbumId" = "Track"."AlbumId"
LEFT OUTER JOIN "Genre" ON "Genre"."GenreId" = "Track"."GenreId"
LEFT OUTER JOIN "InvoiceLine" ON "Track"."TrackId" = "InvoiceLine"."TrackId"
WHERE "InvoiceLine"."InvoiceLineId" IS NULL
ORDER BY "Artist"."Name", "Track"."Name"
LIMIT ?
