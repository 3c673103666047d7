"""Which requests and messages are let in: by their Host, their Origin, and what they say."""
