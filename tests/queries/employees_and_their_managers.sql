SELECT "Employee"."LastName", "Employee"."Title", manager."LastName" AS "LastName_1"
FROM "Employee"
LEFT OUTER JOIN "Employee" AS manager ON "Employee"."ReportsTo" = manager."EmployeeId"
ORDER BY "Employee"."EmployeeId"
