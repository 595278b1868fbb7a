import { Problem, shown } from "../../problems";
import { VirusScan } from "./args";

const MIRROR = /^(https?:\/\/)?[A-Za-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~\/-]*)?$/;
/** The kinds of signatures that ClamAV reads, by the end of their files' names. */
const SIGNATURES =
    /^https?:\/\/[A-Za-z0-9._~:@%\/-]+\.(ndb|ndu|hdb|hsb|mdb|msb|ldb|ldu|cdb|db|fp|sfp|ign2|yar|yara|cvd|cld)$/;

/** Everything that can be wrong with a virus scan. */
export function virusScanProblems(property: string, scan: VirusScan): Problem[] {
    const { privateMirror, signatureUrls, officialSignatures } = scan;
    const problems = signatureUrls.flatMap((url, index): Problem[] => {
        if (SIGNATURES.test(url)) return [];
        const reason = `${shown(url)} is not the address of a file of signatures, like "https://signatures.example.com/own.ndb"`;
        return [{ property: `${property}.signatureUrls[${index}]`, reason }];
    });
    if (privateMirror !== "" && !MIRROR.test(privateMirror)) {
        const reason = `${shown(privateMirror)} is not a host or an address, like "https://clamav.example.com"`;
        problems.push({ property: `${property}.privateMirror`, reason });
    }
    if (!officialSignatures && privateMirror !== "") {
        const reason =
            "is where ClamAV's own signatures come from, and officialSignatures is false: take one of them out";
        problems.push({ property: `${property}.privateMirror`, reason });
    }
    if (!officialSignatures && signatureUrls.length === 0) {
        const reason = "is false, and signatureUrls names none: a scanner without signatures finds nothing";
        problems.push({ property: `${property}.officialSignatures`, reason });
    }
    return problems;
}
