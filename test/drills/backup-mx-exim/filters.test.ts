import { everyFilterSuite } from "../backup-mx/every-filter";

/**
 * Every filter on a host with Exim beside one with Postfix, in either place: the same mail gets the same answer of both, also while a
 * filter is dead. Part of `npm run drills`.
 */
for (const [primaryMta, backupMta] of [
    ["postfix", "exim"],
    ["exim", "postfix"],
]) {
    describe(`a backup-MX pair with every filter, its primary with ${primaryMta}, its backup with ${backupMta}`, () => {
        // The lab's list is one of Postfix's tables, and is pulled to a backup with Postfix alone.
        everyFilterSuite({ primaryMta, backupMta, recipientsFrom: {} });
    });
}
