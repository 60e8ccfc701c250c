"""The workbench: an archive read, checked, corrected and mapped in a browser. `docs/workbench.md` says what stands where."""
