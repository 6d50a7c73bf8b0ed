SELECT "Employee"."FirstName", "Employee"."LastName", count(DISTINCT "Customer"."CustomerId") AS customers, sum("Invoice"."Total") AS revenue
FROM "Employee"
JOIN "Customer" ON "Employee"."EmployeeId" = "Customer"."SupportRepId"
JOIN "Invoice" ON "Customer"."CustomerId" = "Invoice"."CustomerId"
GROUP BY "Employee"."EmployeeId"
ORDER BY customers DESC, "Employee"."EmployeeId"
