WITH spent AS (SELECT "Customer"."Country" AS "Country", "Customer"."FirstName" AS "FirstName", "Customer"."LastName" AS "LastName", sum("Invoice"."Total") AS total
FROM "Customer"
JOIN "Invoice" ON "Customer"."CustomerId" = "Invoice"."CustomerId"
GROUP BY "Customer"."CustomerId") SELECT spent."Country", spent."FirstName", spent."LastName", spent.total
FROM spent
JOIN (SELECT spent."Country" AS "Country", max(spent.total) AS most
FROM spent
GROUP BY spent."Country") AS best ON best."Country" IS spent."Country" AND best.most = spent.total
ORDER BY spent.total DESC, spent."Country"
