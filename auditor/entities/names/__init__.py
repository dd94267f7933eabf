"""Names of companies made comparable: legal forms, scripts, lookalikes, stems.

The door is `normal.normalize`, for what is evidence; `stems.stem` is for finding candidates only.
"""
