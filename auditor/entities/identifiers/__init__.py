"""Identifiers of companies (LEI, USCC, OGRN, INN, DUNS, CAGE, VAT) and countries: their forms and check digits."""
