/** One record of a zone file. */
export interface ZoneFileRecord {
    /** Full name of its owner, in lower case, without a last dot. */
    readonly name: string;
    readonly type: string;
    /** Its data, word by word; a quoted string is one word, without its quotes. */
    readonly data: readonly string[];
}

/** A word in quotes, a bracket, a comment, blanks, or a plain word. */
const PIECE = /"((?:[^"\\]|\\.)*)"|([()])|(;.*)|(\s+)|((?:[^\s"();\\]|\\.)+)/gsy;
const TTL_OR_CLASS = /^(\d[\dsmhdw]*|IN|CH|HS|CS)$/i;

interface Entry {
    readonly words: string[];
    /** An entry that begins with a blank is of the owner before. */
    readonly sameOwner: boolean;
}

const unescaped = (word: string) =>
    word.replace(/\\(\d{3}|.)/gs, (_, one: string) => (one.length === 3 ? String.fromCharCode(Number(one)) : one));

/** The entries of a zone file: lines, but for those that brackets join. */
function entries(lines: readonly string[]): Entry[] {
    const found: Entry[] = [];
    let open = 0;
    for (const line of lines) {
        if (open === 0) found.push({ words: [], sameOwner: /^\s/.test(line) });
        const { words } = found[found.length - 1];
        let read = 0;
        for (const [piece, quoted, bracket, , , plain] of line.matchAll(PIECE)) {
            read += piece.length;
            if (bracket) open += bracket === "(" ? 1 : -1;
            else if (quoted !== undefined || plain !== undefined) words.push(unescaped(quoted ?? plain));
        }
        if (read !== line.length || open < 0)
            throw new Error(`a zone file has a line that cannot be read: ${JSON.stringify(line)}`);
    }
    if (open > 0) throw new Error("a zone file has a bracket that is never closed");
    return found.filter(({ words }) => words.length > 0);
}

/** A name of a zone file as a full one, in lower case, without a last dot. Pure. */
export function fullName(name: string, origin: string): string {
    if (name === "@") return origin;
    return (name.endsWith(".") ? name.slice(0, -1) : `${name}.${origin}`).toLowerCase();
}

/** The records of a zone file (RFC 1035, 5.1). Throws where a line cannot be read: who goes by them must not miss one. Pure. */
export function zoneFileRecords(lines: readonly string[], zone: string): ZoneFileRecord[] {
    let [origin, owner] = [zone, zone];
    const records: ZoneFileRecord[] = [];
    for (const { words, sameOwner } of entries(lines)) {
        const [first, second = ""] = words;
        if (first === "$ORIGIN") origin = fullName(second, origin);
        else if (first.startsWith("$") && first !== "$TTL")
            throw new Error(`a zone file has ${first}, which is not read`);
        if (first.startsWith("$")) continue;
        if (!sameOwner) owner = fullName(words.shift()!, origin);
        while (words.length > 0 && TTL_OR_CLASS.test(words[0])) words.shift();
        const [type, ...data] = words;
        if (type === undefined) throw new Error(`a zone file has a record of ${owner} without a type`);
        records.push({ name: owner, type: type.toUpperCase(), data: hostsFull(type.toUpperCase(), data, origin) });
    }
    return records;
}

/** The host that an MX record leads to may be written relative to the origin. */
function hostsFull(type: string, data: string[], origin: string): string[] {
    return type === "MX" ? [data[0], fullName(data[1] ?? "", origin)] : data;
}
