SELECT "Artist"."Name", sum("InvoiceLine"."Quantity") AS sold, sum("InvoiceLine"."UnitPrice" * "InvoiceLine"."Quantity") AS revenue
FROM "Artist"
JOIN "Album" ON "Artist"."ArtistId" = "Album"."ArtistId"
JOIN "Track" ON "Album"."AlbumId" = "Track"."AlbumId"
JOIN "InvoiceLine" ON "Track"."TrackId" = "InvoiceLine"."TrackId"
GROUP BY "Artist"."ArtistId"
ORDER BY revenue DESC, "Artist"."Name"
LIMIT ?
