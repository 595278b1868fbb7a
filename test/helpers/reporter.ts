import * as Mocha from "mocha";

/** As mocha's own `spec`, and a closing line that programs can read: `12 passed, 0 failed`. */
class Reporter extends Mocha.reporters.Spec {
    override epilogue(): void {
        super.epilogue();
        const { passes, failures, pending } = this.stats;
        const skipped = pending > 0 ? `, ${pending} skipped` : "";
        Mocha.reporters.Base.consoleLog(`${passes} passed, ${failures} failed${skipped}`);
    }
}

module.exports = Reporter;
