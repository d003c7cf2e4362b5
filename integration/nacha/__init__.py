"""NACHA return files: what came back from the payers' banks, read record by record, and what is to be done about it.

A file of 94-character records (Nacha Operating Rules, Appendix Three "ACH Record Format Specifications", and Appendix
Four "Return Entries"; the same positions are in moov-io/ach, `addenda98.go` and `addenda99.go`, and in rules.md 1.1):

    1 file header
      5 batch header
        6 entry detail     one returned or corrected entry
        7 addenda          99: why it came back (R-code); 98: what to correct, the payment stands (C-code)
      8 batch control      counts and sums of the batch
    9 file control         counts and sums of the file
    999…                   filler, up to the next multiple of ten records

`Reading` tells everything that is wrong with a file; `decide` what one return means for a payment; `may_retry` whether
the debit may be presented again; `return_rates` how near the biller is to Nacha's ceilings. `load` keeps the decisions
of a file from a folder, `poll` those of the files on a bank's server.
"""
