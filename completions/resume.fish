complete --keep-order --exclusive --command resume --arguments "(COMPLETE=fish resume -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
