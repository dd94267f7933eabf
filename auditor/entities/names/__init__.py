"""Names of companies made comparable: legal forms, scripts, lookalikes, stems."""
