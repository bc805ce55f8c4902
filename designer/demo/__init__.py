"""The demo workspace: a real purchase log, people made up around it, and ten scenarios to try on them."""
