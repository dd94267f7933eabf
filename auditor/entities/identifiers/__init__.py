"""Identifiers of companies (LEI, USCC, OGRN, INN, D-U-N-S, CAGE, VAT) and countries: their forms and check digits.

The doors are `forms.check` with the table `forms.SCHEMES`, and `countries.country_called`.
"""
