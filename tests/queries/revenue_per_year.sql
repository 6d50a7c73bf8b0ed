SELECT strftime(?, "Invoice"."InvoiceDate") AS year, count("Invoice"."InvoiceId") AS invoices, sum("Invoice"."Total") AS revenue
FROM "Invoice"
GROUP BY 1
ORDER BY year
