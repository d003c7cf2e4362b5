"""Bills on their way into the ledger: chunks of rows under a file's version, by the database's own driver.

SQLAlchemy's insert takes more than twice as long, and to import it longer than to load a thousand bills; so whoever
loads a large file in a process of his own needs nothing but this.
"""
