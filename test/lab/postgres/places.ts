/** Where backups go in the tests, and what encrypts them. */
export const DIRECTORY = "/srv/backups";
export const PASSPHRASE = "a passphrase that only tests use";
