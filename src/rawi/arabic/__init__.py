"""The script and the language: folding, tokens, sentences, clitics, inflection, number words. Knows no lexicon."""
