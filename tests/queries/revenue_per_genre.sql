SELECT "Genre"."Name", sum("InvoiceLine"."Quantity") AS sold, sum("InvoiceLine"."UnitPrice" * "InvoiceLine"."Quantity") AS revenue
FROM "Genre"
JOIN "Track" ON "Genre"."GenreId" = "Track"."GenreId"
JOIN "InvoiceLine" ON "Track"."TrackId" = "InvoiceLine"."TrackId"
GROUP BY "Genre"."GenreId"
HAVING sum("InvoiceLine"."Quantity") > ?
ORDER BY revenue DESC
