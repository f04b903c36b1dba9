"""Our own corpus: news written and annotated by us under the codebook. See FORMAT.md and SHEET.md."""
